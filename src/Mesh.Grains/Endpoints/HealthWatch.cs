using Mesh.Contracts.Endpoints;
using Mesh.Grains.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// Looks at the ages of what is in flight ten times a second, and while a circuit is open for want of an answer asks the
/// endpoint's grain twice a second what its probes say. Off the request's path.
/// </summary>
internal sealed partial class HealthWatch(CatalogView views, EndpointGates gates, IGrainFactory grains, TimeProvider time, ILogger<HealthWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_ask = TimeSpan.FromMilliseconds(500);

    // A grain that hangs must not keep the others' news away.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(LookAsync(stoppingToken), AskAsync(stoppingToken));

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var peers in views.Current.Peers)
            {
                peers.Look();
            }
        }
    }

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_ask, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Task.WhenAll(gates.All.Where(g => g.Stats.Circuit.WantsProbe).Select(g => AskAsync(g, stoppingToken)));
        }
    }

    private async Task AskAsync(EndpointGate gate, CancellationToken stoppingToken)
    {
        try
        {
            var probe = await grains.GetGrain<IEndpointGrain>(gate.Stats.Endpoint).ProbeAsync().WaitAsync(s_patience, time, stoppingToken);
            if (probe.Number > 0)
            {
                gate.Stats.Circuit.Probed(probe.Number, probe.Passed, probe.Ago);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // Its back-off ends the outage all the same.
            LogNotAsked(gate.Stats.Endpoint, e);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The probes of endpoint {Endpoint} could not be asked for")]
    private partial void LogNotAsked(string endpoint, Exception e);
}
