namespace Mesh.Routing.Limits;

/// <summary>
/// A token bucket on the mesh's clock. .NET's own runs on the system clock and knows neither debts nor refunds, which settling
/// to the real count of tokens needs. In any minute it gives at most its rate, its burst and one request more. Not thread-safe.
/// </summary>
public sealed class RateBucket(TimeProvider time)
{
    /// <summary>
    /// The part of a minute's rate that may go at once: ten seconds' worth. Vendors cut their minute into shorter pieces, so that
    /// a minute's worth in one second is refused; with much less than this a handful of requests that come together would wait.
    /// </summary>
    public const double Burst = 1.0 / 6;

    /// <summary>Longest wait that is told, and the longest hold that a vendor may ask for: its minute.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const double OneRequest = 1;
    private double _level;
    private long _filledAt = time.GetTimestamp();
    private long _heldUntil = long.MinValue;

    /// <summary>What comes in a minute.</summary>
    public double PerMinute { get; private set; }

    /// <summary>Most that it holds; never less than one request, or a small share would never serve.</summary>
    public double Capacity => Math.Max(OneRequest, PerMinute * Burst);

    /// <summary>What it holds now; negative is owed.</summary>
    public double Level
    {
        get
        {
            Fill();
            return _level;
        }
    }

    /// <summary>How long it is held at nothing.</summary>
    public TimeSpan HeldFor => time.GetTimestamp() is var now && _heldUntil > now ? time.GetElapsedTime(now, _heldUntil) : TimeSpan.Zero;

    /// <summary>Changes the rate; what is over the new burst is lost.</summary>
    public void Rate(double perMinute)
    {
        Fill();
        PerMinute = perMinute;
        _level = Math.Min(_level, Capacity);
    }

    /// <summary>Holds <paramref name="level"/> now, as far as that is allowed.</summary>
    public void StartAt(double level)
    {
        Fill();
        Take(_level - level);
    }

    /// <summary>Takes without asking. A debt is at most a minute's rate: the vendor forgets after a minute too.</summary>
    public void Take(double amount)
    {
        Fill();
        _level = Math.Clamp(_level - amount, -Math.Max(OneRequest, PerMinute), Capacity);
    }

    /// <summary>Gives back, or adds.</summary>
    public void Give(double amount) => Take(-amount);

    /// <summary>Holds at most <paramref name="level"/> from now on.</summary>
    public void LowerTo(double level)
    {
        Fill();
        _level = Math.Min(_level, level);
    }

    /// <summary>Holds nothing for a while; the longer wish wins.</summary>
    public void HoldFor(TimeSpan duration)
    {
        LowerTo(0);
        var until = time.GetTimestamp() + (long)(Math.Min(duration.TotalSeconds, Longest.TotalSeconds) * time.TimestampFrequency);
        _heldUntil = Math.Max(_heldUntil, until);
    }

    /// <summary>Time until it holds <paramref name="amount"/>.</summary>
    public TimeSpan WaitFor(double amount)
    {
        Fill();
        var held = HeldFor;
        var missing = amount - _level;
        return missing <= 0 ? held
            : PerMinute <= 0 ? Longest
            : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, held.TotalSeconds + (missing * 60 / PerMinute)));
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        var from = Math.Max(_filledAt, Math.Min(_heldUntil, now));
        _level = Math.Min(Capacity, _level + (time.GetElapsedTime(from, now).TotalSeconds * PerMinute / 60));
        _filledAt = now;
    }
}
