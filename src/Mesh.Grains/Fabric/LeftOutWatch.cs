using System.Diagnostics.Metrics;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Engines;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Fabric;

/// <summary>Tells operators of engines and nodes' endpoints that are not served since there are too many: a gauge, and a warning when that changes.</summary>
internal sealed partial class LeftOutWatch(LiveEngines engines, CatalogView views, MeshInstruments instruments, TimeProvider time, ILogger<LeftOutWatch> logger) : BackgroundService
{
    // Also how often it is told at most, when engines come and go at the bound.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private (int Engines, int Endpoints) _told;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.catalog.left_out", "{entry}", "Engines and endpoints of nodes that are not served, since there are more than are taken.", Read);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    internal void Look()
    {
        var now = (engines.LeftOut, views.Current.LeftOut);
        if (now != _told)
        {
            _told = now;
            LogLeftOut(now.Item1, LiveEngines.Most, now.Item2, NodeEndpoints.Most);
        }
    }

    private IEnumerable<Measurement<long>> Read() =>
        [new(engines.LeftOut, MeshInstruments.Label("kind", "engines")), new(views.Current.LeftOut, MeshInstruments.Label("kind", "endpoints"))];

    [LoggerMessage(1, LogLevel.Warning, "{Engines} engines beyond {MostEngines} and {Endpoints} endpoints of nodes beyond {MostEndpoints} are left out and not served. Narrow `node` and `model` of the catalogue's endpoints, or split the cluster")]
    private partial void LogLeftOut(int engines, int mostEngines, int endpoints, int mostEndpoints);
}
