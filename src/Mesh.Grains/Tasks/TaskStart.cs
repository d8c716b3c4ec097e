using Mesh.Contracts.Tasks;
using Mesh.Grains.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Tasks;

/// <summary>Has tasks looked at as long as the silo runs: at once when it starts, and then so often that those of a silo that has gone are taken up within seconds.</summary>
internal sealed partial class TaskStart(IGrainFactory grains, IOptions<MeshSiloOptions> options, TimeProvider time, ILogger<TaskStart> logger) : BackgroundService
{
    // All silos ask, and the one that is asked looks once for all of them.
    private const int RoundsBetween = 2;

    // While the silo still starts, or its store is out of reach.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_again, time);
        do
        {
            try
            {
                await grains.GetGrain<ITaskTenantsGrain>(0).WakeAsync();
                timer.Period = options.Value.TaskRound * RoundsBetween;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store of reminders throws: what escapes here ends the silo.
                LogNotWoken(e.GetType().Name);
                timer.Period = s_again;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Debug, "Tasks could not be looked at yet: {Reason}")]
    private partial void LogNotWoken(string reason);
}
