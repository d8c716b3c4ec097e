using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Mesh.Grains.Hosting;

/// <summary>How fast silos find each other dead, and how long they wait for each other's answers.</summary>
public static class MembershipTuning
{
    /// <summary>Sets probes, votes and timeouts.</summary>
    public static ISiloBuilder UseMeshMembership(this ISiloBuilder builder)
    {
        builder.Services.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);

            // Times the missed probes this is how long a silent silo's last words keep it alive: a node that falls silent costs 8 s instead of 68.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
            membership.NumMissedProbesLimit = 3;

            // Two accusers, so that a silo that is itself starved expels nobody.
            membership.NumVotesForDeathDeclaration = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });

        // A call that nobody waits for any more is ended where it runs.
        builder.Services.Configure<SiloMessagingOptions>(messaging => (messaging.ResponseTimeout, messaging.CancelRequestOnTimeout) = (TimeSpan.FromSeconds(10), true));
        return builder;
    }
}
