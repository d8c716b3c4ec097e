using Mesh.Contracts.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tasks;

/// <summary>Has tasks taken up once the silo runs. It is tried until it is done.</summary>
internal sealed partial class TaskStart(IGrainFactory grains, TimeProvider time, ILogger<TaskStart> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (true)
        {
            try
            {
                await grains.GetGrain<ITaskTenantsGrain>(0).WakeAsync();
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store of reminders throws: what escapes here ends the silo.
                LogNotWoken(e.GetType().Name);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Tasks could not be looked at yet: {Reason}")]
    private partial void LogNotWoken(string reason);
}
