namespace Mesh.Routing.Limits;

/// <summary>
/// What was taken in the last minute, by tenths of a second. A bucket alone lets its burst pass on top of its rate; with this beside it
/// no sixty seconds, wherever they begin, take more than the limit. The running tenth counts as a whole one. Not thread-safe.
/// </summary>
public sealed class MinuteWindow(TimeProvider time)
{
    private const int BySecond = 10;
    private const int Slots = (60 * BySecond) + 1;
    private readonly double[] _slots = new double[Slots];
    private readonly long _began = time.GetTimestamp();
    private double _sum;
    private long _now;

    /// <summary>Takes, or gives back what was taken lately.</summary>
    public void Take(double amount)
    {
        Roll();
        _slots[_now % Slots] += amount;
        _sum += amount;
    }

    /// <summary>Time until no more than <paramref name="most"/> was taken in the last minute; at most that minute.</summary>
    public TimeSpan WaitFor(double most)
    {
        Roll();
        var left = _sum;
        for (var ahead = 0; left > most + 1e-9 && ahead < Slots; ahead++)
        {
            // The oldest leaves first.
            left -= _slots[(_now + 1 + ahead) % Slots];
            if (left <= most + 1e-9)
            {
                return TimeSpan.FromSeconds((_now + 1 + ahead) / (double)BySecond) - time.GetElapsedTime(_began);
            }
        }

        return left <= most + 1e-9 ? TimeSpan.Zero : RateBucket.Longest;
    }

    private void Roll()
    {
        var now = (long)(time.GetElapsedTime(_began).TotalSeconds * BySecond);
        for (var slot = Math.Max(_now + 1, now - Slots + 1); slot <= now; slot++)
        {
            _sum -= _slots[slot % Slots];
            _slots[slot % Slots] = 0;
        }

        _now = Math.Max(_now, now);
    }
}
