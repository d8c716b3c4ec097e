namespace Mesh.Routing.Limits;

/// <summary>
/// What was taken in the last minute, second by second. A bucket alone lets its burst pass on top of its rate; with this beside it no
/// sixty seconds, wherever they begin, take more than the limit. The running second counts as a whole one. Not thread-safe.
/// </summary>
public sealed class MinuteWindow(TimeProvider time)
{
    private const int Seconds = 61;
    private readonly double[] _seconds = new double[Seconds];
    private readonly long _began = time.GetTimestamp();
    private double _sum;
    private long _now;

    /// <summary>Takes, or gives back what was taken lately.</summary>
    public void Take(double amount)
    {
        Roll();
        _seconds[_now % Seconds] += amount;
        _sum += amount;
    }

    /// <summary>Time until no more than <paramref name="most"/> was taken in the last minute; at most that minute.</summary>
    public TimeSpan WaitFor(double most)
    {
        Roll();
        var left = _sum;
        for (var ahead = 0; left > most + 1e-9 && ahead < Seconds; ahead++)
        {
            // The oldest second leaves first.
            left -= _seconds[(_now + 1 + ahead) % Seconds];
            if (left <= most + 1e-9)
            {
                return TimeSpan.FromSeconds(_now + 1 + ahead) - time.GetElapsedTime(_began);
            }
        }

        return left <= most + 1e-9 ? TimeSpan.Zero : RateBucket.Longest;
    }

    private void Roll()
    {
        var now = (long)time.GetElapsedTime(_began).TotalSeconds;
        for (var second = Math.Max(_now + 1, now - Seconds + 1); second <= now; second++)
        {
            _sum -= _seconds[second % Seconds];
            _seconds[second % Seconds] = 0;
        }

        _now = Math.Max(_now, now);
    }
}
