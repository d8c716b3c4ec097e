using Mesh.Grains.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Redis;

/// <summary>
/// Stops the process when its row has been missing for 10 s from a member table that can be read. Orleans runs on in that state, and the next
/// silo that starts would begin a second cluster of the same name. A Redis that cannot be reached is no verdict; nor is one
/// that lost all its data: there the frozen store keeps two clusters from writing, and requests that need no store go on.
/// </summary>
internal sealed partial class MembershipRowWatch(
    IMemberRows rows, ILocalSiloDetails silo, StoreFreeze freeze, ProcessEnd end, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MembershipRowWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);
    private long? _missingSince;

    /// <summary>Comes after the drain and before Orleans' own stop, which knows no end where its table is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (freeze.Cause == FreezeCause.Expelled)
        {
            end.Within(s_farewell);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until then the silo may not have joined yet.
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await IsExpelledAsync())
            {
                freeze.Set(FreezeCause.Expelled);
                LogExpelled(silo.Name, s_patience.TotalSeconds);
                end.Fail();
                return;
            }
        }
    }

    /// <summary>Looks once; gives whether the row was missing at this look and at every one that told something in the 10 s before it.</summary>
    internal async Task<bool> IsExpelledAsync()
    {
        var isThere = freeze.Cause is not null ? true : await IsThereAsync();
        if (isThere is true)
        {
            _missingSince = null;
        }
        else if (isThere is false)
        {
            _missingSince ??= time.GetTimestamp();
        }

        return isThere is false && time.GetElapsedTime(_missingSince!.Value) >= s_patience;
    }

    // Null where the table cannot be read.
    private async Task<bool?> IsThereAsync()
    {
        try
        {
            return await rows.ContainAsync(silo.SiloAddress);
        }
        catch (Exception e)
        {
            LogNoVerdict(e.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "Silo {Silo} has not been among its cluster's members for {Seconds} s: somebody deleted its row. It stops, and may be started again")]
    private partial void LogExpelled(string silo, double seconds);

    [LoggerMessage(2, LogLevel.Debug, "The table of members could not be read: {Reason}")]
    private partial void LogNoVerdict(string reason);
}
