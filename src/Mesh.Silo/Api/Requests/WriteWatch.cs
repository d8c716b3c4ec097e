using System.IO.Pipelines;

namespace Mesh.Silo.Api.Requests;

/// <summary>
/// Watches the writes of one answer to its caller: one that takes longer than allowed, or past the request's own deadline, cuts
/// the answer off. Each has a grace of its own, whatever was over when it began: it may be the word that tells of that, and a late
/// process is not the caller's fault. A write that ends at once, as nearly all do, costs a comparison; a slow one stores the time and
/// arms the one timer if it is not running. Nothing is held for the caller but what the server's own buffer takes (64 KiB) and the
/// frame at hand.
/// </summary>
/// <param name="longest">Longest time for a write.</param>
/// <param name="remaining">Time that the request has left.</param>
/// <param name="cut">Ends the answer; told whether the request's time was over. Never called once <see cref="Dispose"/> has returned; must not wait.</param>
/// <param name="time">The clock.</param>
/// <param name="over">Ends when slow writes are waited for no longer than their grace, as the process stops.</param>
internal sealed class WriteWatch(TimeSpan longest, Func<TimeSpan> remaining, Action<bool> cut, TimeProvider time, CancellationToken over = default) : IDisposable
{
    // For the last words of a request whose time is over. Over HTTP/2 no write ends before the connection has taken it.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _armed;
    private bool _disposed;
    private long? _since;
    private long? _over;

    /// <summary>Waits for a write.</summary>
    public ValueTask WatchAsync(ValueTask write) => write.IsCompleted ? write : SlowAsync(write);

    /// <summary>Waits for a write.</summary>
    public ValueTask WatchAsync(Task write) => write.IsCompleted ? new ValueTask(write) : SlowAsync(new ValueTask(write));

    /// <summary>Waits for a flush.</summary>
    public ValueTask WatchAsync(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompletedSuccessfully)
        {
            return SlowAsync(new ValueTask(flush.AsTask()));
        }

        _ = flush.Result;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private async ValueTask SlowAsync(ValueTask write)
    {
        lock (_lock)
        {
            _since = time.GetTimestamp();
            if (!_armed)
            {
                _armed = true;
                ArmNeedsLock(Left());
            }
        }

        using var stopping = over.UnsafeRegister(static watch => ((WriteWatch)watch!).Hurry(), this);
        try
        {
            await write;
        }
        finally
        {
            lock (_lock)
            {
                _since = null;
            }
        }
    }

    private void Hurry()
    {
        lock (_lock)
        {
            _over ??= time.GetTimestamp();
            if (!_disposed && _since is not null)
            {
                _armed = true;
                ArmNeedsLock(Left());
            }
        }
    }

    private TimeSpan Left()
    {
        var age = time.GetElapsedTime(_since!.Value);
        var (write, request, grace) = (longest - age, Remaining() + s_grace, s_grace - age);
        var left = write < request ? write : request;
        return left > grace ? left : grace;
    }

    private TimeSpan Remaining()
    {
        var left = remaining();
        return _over is { } since && -time.GetElapsedTime(since) is var late && late < left ? late : left;
    }

    private void Check()
    {
        lock (_lock)
        {
            if (_disposed || _since is null)
            {
                _armed = false;
                return;
            }

            if (Left() is var left && left > TimeSpan.Zero)
            {
                ArmNeedsLock(left);
                return;
            }

            // Under the lock: disposing waits for it, so that the request is still there. The server reuses one that is over.
            cut(Remaining() <= TimeSpan.Zero);
        }
    }

    // A millisecond more, lest a timer that fires early comes round once more.
    private void ArmNeedsLock(TimeSpan left)
    {
        var due = (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1);
        if (_timer is null)
        {
            _timer = time.CreateTimer(_ => Check(), null, due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}
