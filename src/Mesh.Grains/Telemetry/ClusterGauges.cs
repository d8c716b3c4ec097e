using System.Diagnostics.Metrics;
using Mesh.Grains.Redis;
using Mesh.Trust;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Telemetry;

/// <summary>Gauges over what the silo shares with its cluster: credential and store.</summary>
internal sealed class ClusterGauges(MeshInstruments instruments, ClusterTrust trust, StoreFreeze freeze, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.store.frozen", "{state}", "1 while the store is refused because its data are lost or the silo is expelled, else 0.", IEnumerable<Measurement<long>> () => [new(freeze.Cause is null ? 0 : 1)]);
        instruments.Observe("meshsilo.cluster.certificate_left", "s", "Time until the certificate that the silo shows to others ends.", IEnumerable<Measurement<double>> () => [new((trust.EndsAt - time.GetUtcNow()).TotalSeconds)]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
