namespace Mesh.Routing.Health;

/// <summary>
/// A count with its last minute second by second. Adding is two atomic additions; a lock is taken once a second, by whoever comes
/// first in it. Thread-safe.
/// </summary>
public sealed class SlidingCount(TimeProvider time)
{
    /// <summary>Most seconds that it looks back.</summary>
    public const int Longest = 60;

    // A power of two over the minute, the running second and one to spare for an addition that was overtaken.
    private const int Slots = 64;
    private readonly Lock _rolling = new();
    private readonly long[] _slots = new long[Slots];
    private readonly long _began = time.GetTimestamp();
    private long _second;
    private long _total;

    /// <summary>All of it.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Adds.</summary>
    public void Add(long amount = 1)
    {
        var second = (long)Age();
        Roll(second);
        Interlocked.Add(ref _slots[second & (Slots - 1)], amount);
        Interlocked.Add(ref _total, amount);
    }

    /// <summary>What came in the last <paramref name="seconds"/> whole seconds and the running one.</summary>
    public long Over(int seconds) => Over(seconds, (long)Age());

    /// <summary>The mean by the second over as long; over its life while it is younger.</summary>
    public double PerSecond(int seconds)
    {
        var age = Age();
        var second = (long)age;
        return Over(seconds, second) / Math.Max(1, Math.Min(age, seconds + (age - second)));
    }

    private long Over(int seconds, long now)
    {
        Roll(now);
        var sum = 0L;
        for (var second = Math.Max(0, now - Math.Min(seconds, Longest)); second <= now; second++)
        {
            sum += Interlocked.Read(ref _slots[second & (Slots - 1)]);
        }

        return sum;
    }

    private void Roll(long second)
    {
        if (second <= Volatile.Read(ref _second))
        {
            return;
        }

        lock (_rolling)
        {
            // Slots are cleared before the second is told, so that nobody adds to one that is yet to be cleared.
            for (var s = Math.Max(_second + 1, second - Slots + 1); s <= second; s++)
            {
                Interlocked.Exchange(ref _slots[s & (Slots - 1)], 0);
            }

            Volatile.Write(ref _second, Math.Max(_second, second));
        }
    }

    private double Age() => time.GetElapsedTime(_began).TotalSeconds;
}
