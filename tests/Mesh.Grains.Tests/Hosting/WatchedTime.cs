using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>A clock that a test moves, and that tells it which waits have begun: what is not waited for yet does not come when the clock moves on.</summary>
internal sealed class WatchedTime() : FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56))
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TimeSpan, int> _begun = [];

    /// <summary>How many waits have begun; what comes round again and again is no wait.</summary>
    public int Waits
    {
        get
        {
            lock (_lock)
            {
                return _begun.Values.Sum();
            }
        }
    }

    /// <summary>How many waits of this length have begun.</summary>
    public int Begun(TimeSpan length)
    {
        lock (_lock)
        {
            return _begun.GetValueOrDefault(length);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            lock (_lock)
            {
                _begun[dueTime] = _begun.GetValueOrDefault(dueTime) + 1;
            }
        }

        return timer;
    }
}
