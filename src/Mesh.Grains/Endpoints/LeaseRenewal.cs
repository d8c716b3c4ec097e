using Mesh.Contracts.Endpoints;
using Mesh.Grains.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Endpoints;

/// <summary>Keeps the gates' leases fresh, off the request's path.</summary>
internal sealed partial class LeaseRenewal(CatalogView views, EndpointGates gates, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<LeaseRenewal> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    // A grain that hangs must not keep the others' leases away.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var due = gates.All.Where(g => g.WantsLease && views.Current.Endpoints.TryGetValue(g.Stats.Endpoint, out var served) && served.Engine is null);
            await Task.WhenAll(due.Select(g => RenewAsync(g, stoppingToken)));
        }
    }

    private async Task RenewAsync(EndpointGate gate, CancellationToken stoppingToken)
    {
        try
        {
            gate.Take(await grains.GetGrain<IEndpointGrain>(gate.Stats.Endpoint).LeaseAsync(silo.SiloAddress.ToString(), gate.Demand()).WaitAsync(s_patience, time, stoppingToken));
        }
        catch (Exception e)
        {
            // Whatever one endpoint's grain throws must not end the renewal of the others, nor the host.
            if (!stoppingToken.IsCancellationRequested)
            {
                LogLeaseMissed(gate.Stats.Endpoint, e);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease of endpoint {Endpoint} was not renewed; its last figures stay")]
    private partial void LogLeaseMissed(string endpoint, Exception e);
}
