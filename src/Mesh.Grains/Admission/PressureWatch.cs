using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Admission;

/// <summary>Samples memory and the delay of ready work four times a second.</summary>
internal sealed class PressureWatch(SiloPressure pressure, IThreadDelay delay, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly MemoryShare _memory = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            pressure.Observe(_memory.Read(), await delay.MeasureAsync());
        }
    }
}
