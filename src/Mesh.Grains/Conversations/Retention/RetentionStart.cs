using Mesh.Contracts.Conversations.Retention;
using Mesh.Conversations.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Retention;

/// <summary>Makes sure, once the silo runs, that each shard of retention is reminded. It is tried until it is done; a silo without reminders has no retention by time.</summary>
internal sealed partial class RetentionStart(IGrainFactory grains, IServiceProvider services, TimeProvider time, ILogger<RetentionStart> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<IReminderTable>() is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(s_pause, time);
        for (var shard = 0; shard < ConversationShards.Count;)
        {
            try
            {
                await grains.GetGrain<IRetentionGrain>(shard).WakeAsync();
                shard++;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store of reminders throws: what escapes here ends the silo.
                LogNotWoken(shard, e.GetType().Name);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Shard {Shard} of retention could not be woken yet: {Reason}")]
    private partial void LogNotWoken(int shard, string reason);
}
