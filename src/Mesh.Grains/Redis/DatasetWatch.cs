using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>Looks every 2 s whether the Redis still holds the silo's data, and freezes the store while it does not.</summary>
internal sealed partial class DatasetWatch(Dataset dataset, StoreFreeze freeze, TimeProvider time, ILogger<DatasetWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private FreezeCause? _told;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync();
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync()
    {
        try
        {
            var cause = await dataset.LookAsync();
            freeze.Set(cause);

            // A call may have met it before this look: whoever froze the store, it is told here, once.
            if (freeze.Cause == cause && cause != _told)
            {
                _told = cause;
                Tell(cause);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // A Redis that cannot be reached says nothing about its data.
            LogNoVerdict(e.Message);
        }
    }

    private void Tell(FreezeCause? cause)
    {
        if (cause is { } frozen)
        {
            LogFrozen(StoreFreeze.ReasonOf(frozen));
        }
        else
        {
            LogThawed();
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The store is frozen ({Reason}): the Redis no longer holds the data that this silo serves. Requests that need no store go on. Restore the Redis; or stop all silos and begin anew with --redis-adopt")]
    private partial void LogFrozen(string reason);

    [LoggerMessage(2, LogLevel.Warning, "The Redis holds this silo's data again, and the store is in use again")]
    private partial void LogThawed();

    [LoggerMessage(3, LogLevel.Debug, "The Redis could not be looked at: {Reason}")]
    private partial void LogNoVerdict(string reason);
}
