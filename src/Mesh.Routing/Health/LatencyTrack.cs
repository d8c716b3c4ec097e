using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>
/// How long something takes: a smoothed mean, and a histogram of the last one to two minutes for percentiles, right to within 5%.
/// Adding is an atomic increment and allocates nothing. Thread-safe.
/// </summary>
public sealed class LatencyTrack(TimeProvider time)
{
    private const double Smoothing = 0.2;
    private const double Least = 0.0001;
    private const double Growth = 1.1;

    // From a tenth of a millisecond to over a quarter of an hour; what is beyond counts at the ends.
    private const int Buckets = 170;
    private static readonly TimeSpan s_half = TimeSpan.FromSeconds(60);
    private static readonly double s_logGrowth = Math.Log(Growth);
    private readonly Lock _turning = new();
    private volatile int[] _now = new int[Buckets];
    private volatile int[] _before = new int[Buckets];
    private long _turnedAt = time.GetTimestamp();
    private double _smoothed;

    /// <summary>Smoothed seconds; 0 until measured.</summary>
    public double Smoothed => Volatile.Read(ref _smoothed);

    /// <summary>Takes a measured time in.</summary>
    public void Add(double seconds)
    {
        Turn();
        var place = seconds <= Least ? 0 : Math.Min(Buckets - 1, (int)(Math.Log(seconds / Least) / s_logGrowth));
        Interlocked.Increment(ref _now[place]);
        Smooth(seconds);
    }

    /// <summary>Mean and percentiles; these are 0 while nothing was measured for two minutes.</summary>
    public LatencyStatus Read()
    {
        Turn();
        var (now, before) = (_now, _before);
        var count = 0L;
        for (var i = 0; i < Buckets; i++)
        {
            count += now[i] + before[i];
        }

        return new LatencyStatus(Smoothed, At(now, before, count, 0.5), At(now, before, count, 0.95), count);
    }

    private static double At(int[] now, int[] before, long count, double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(count * share));
        var seen = 0L;
        for (var i = 0; i < Buckets && count > 0; i++)
        {
            seen += now[i] + before[i];
            if (seen >= rank)
            {
                return Least * Math.Pow(Growth, i + 0.5);
            }
        }

        return 0;
    }

    private void Turn()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _turnedAt)) < s_half)
        {
            return;
        }

        lock (_turning)
        {
            var elapsed = time.GetElapsedTime(_turnedAt);
            if (elapsed < s_half)
            {
                return;
            }

            // New arrays: whoever still adds to an old one adds to the past.
            _before = elapsed < 2 * s_half ? _now : new int[Buckets];
            _now = new int[Buckets];
            Volatile.Write(ref _turnedAt, time.GetTimestamp());
        }
    }

    private void Smooth(double sample)
    {
        double before, after;
        do
        {
            before = Volatile.Read(ref _smoothed);
            after = before == 0 ? sample : before + (Smoothing * (sample - before));
        }
        while (Interlocked.CompareExchange(ref _smoothed, after, before) != before);
    }
}
