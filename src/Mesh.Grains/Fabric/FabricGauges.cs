using System.Diagnostics.Metrics;
using Mesh.Grains.Draining;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Fabric;

/// <summary>How many silos this one counts, itself among them: silos that disagree for long are a cluster that has come apart.</summary>
internal sealed class FabricGauges(MeshInstruments instruments, FabricTable table, SiloState own) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.silos", "{silo}", "Silos as this one sees them: serving, draining, or suspect since they are silent for a second.", Read);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The silos by state; a state that none is in is 0, so that no series comes and goes.</summary>
    internal static (int Serving, int Draining, int Suspect) Count(IReadOnlyList<PeerSilo> peers, bool isDraining)
    {
        var suspect = peers.Count(p => p.Age > FabricTable.SuspectAfter);
        var draining = peers.Count(p => p.Age <= FabricTable.SuspectAfter && p.Report.IsDraining) + (isDraining ? 1 : 0);
        return (peers.Count + 1 - suspect - draining, draining, suspect);
    }

    private IEnumerable<Measurement<long>> Read()
    {
        var (serving, draining, suspect) = Count(table.Silos, own.IsDraining);
        return [Of(serving, "serving"), Of(draining, "draining"), Of(suspect, "suspect")];
    }

    private static Measurement<long> Of(int count, string state) => new(count, MeshInstruments.Label("state", state));
}
