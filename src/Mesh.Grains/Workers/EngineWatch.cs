using Mesh.Grains.Workers.Accelerators;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Workers;

/// <summary>Looks at each of the node's places ten times a second, one look at a time, and at its accelerators each ten minutes.</summary>
internal sealed partial class EngineWatch(LocalEngines engines, WorkerNode node, NvidiaSmi accelerators, TimeProvider time, ILogger<EngineWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_acceleratorPause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Speeds are remembered by accelerator, so it is asked for before anything is measured.
        node.Accelerator = await accelerators.DescribeAsync(stoppingToken);
        await Task.WhenAll([.. engines.Watched.Select(e => WatchAsync(e, stoppingToken)), WatchAcceleratorsAsync(stoppingToken)]);
    }

    private async Task WatchAsync(WatchedEngine engine, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WatchedEngine.GaugePause, time);
        do
        {
            try
            {
                await engine.LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // One engine's odd answers must not end the watch, nor fill the log.
                LogDefect(engine.Root, e);
                await Task.Delay(WatchedEngine.JoiningPause, time, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WatchAcceleratorsAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_acceleratorPause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            node.Accelerator = await accelerators.DescribeAsync(stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The engine at {Root} could not be looked at")]
    private partial void LogDefect(Uri root, Exception e);
}
