using System.Net;
using Mesh.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Mesh.Silo.Tests.Hosting;

public sealed class ClusterHostingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-cluster-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Membership_OptionsInForce_FindASilentNodeInSeconds()
    {
        await using var app = MeshHost.Build(Settings());
        var membership = Get<ClusterMembershipOptions>(app);
        var messaging = Get<SiloMessagingOptions>(app);

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(5)), (membership.ProbeTimeout, membership.MaxProbeTimeout, membership.TableRefreshTimeout));
        Assert.Equal((3, 2), (membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration));

        // A Redis that is away for a minute must not make living silos look dead: 90 s.
        Assert.Equal(TimeSpan.FromSeconds(90), membership.IAmAliveTablePublishTimeout * membership.NumMissedTableIAmAliveLimit);
        Assert.Equal((TimeSpan.FromSeconds(10), true), (messaging.ResponseTimeout, messaging.CancelRequestOnTimeout));
    }

    [Fact]
    public async Task Endpoints_AddressesGiven_AreListenedOnAndToldExactly()
    {
        var settings = Settings();
        (settings.Silo, settings.Gateway, settings.Node, settings.Cluster) = ("10.0.0.5:11111", "10.0.0.5:30000", "node-1", "mesh-eu");
        await using var app = MeshHost.Build(settings);
        var endpoints = Get<EndpointOptions>(app);

        Assert.Equal((IPAddress.Parse("10.0.0.5"), 11111, 30000), (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort));
        Assert.Equal((IPEndPoint.Parse("10.0.0.5:11111"), IPEndPoint.Parse("10.0.0.5:30000")), (endpoints.SiloListeningEndpoint, endpoints.GatewayListeningEndpoint));
        Assert.Equal(("mesh-eu", "mesh-eu", "node-1"), (Get<ClusterOptions>(app).ClusterId, Get<ClusterOptions>(app).ServiceId, Get<SiloOptions>(app).SiloName));
    }

    [Fact]
    public async Task Endpoints_NoneGiven_StayOnLoopbackWithoutAGateway()
    {
        await using var app = MeshHost.Build(Settings());
        var endpoints = Get<EndpointOptions>(app);

        Assert.Equal(IPAddress.Loopback, endpoints.AdvertisedIPAddress);
        Assert.Equal(IPAddress.Loopback, endpoints.SiloListeningEndpoint!.Address);
        Assert.Equal((0, null), (endpoints.GatewayPort, endpoints.GatewayListeningEndpoint));
    }

    private MeshSettings Settings() => new() { Data = Path.Combine(_folder, "data") };

    private static T Get<T>(Microsoft.AspNetCore.Builder.WebApplication app)
        where T : class => app.Services.GetRequiredService<IOptions<T>>().Value;
}
