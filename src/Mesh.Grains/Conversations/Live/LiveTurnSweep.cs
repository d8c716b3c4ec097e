using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Conversations.Live;

/// <summary>Looks once a second after the turns that run on this silo.</summary>
internal sealed class LiveTurnSweep(LiveTurns turns, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            turns.Sweep();
        }
    }
}
