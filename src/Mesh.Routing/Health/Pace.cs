using System.Numerics;

namespace Mesh.Routing.Health;

/// <summary>
/// How quickly an endpoint begins one kind of answer, and what still waits for its first frame: an age is an observation too,
/// before anything ends. Under its circuit's lock; what a request costs here does not grow with their number.
/// </summary>
internal sealed class Pace
{
    // In a row, or so many of the last 16. A request that is alone must wait longer, and then counts for three.
    private const int RunToSlow = 3;
    private const int LateToSlow = 10;
    private const int LoneWeight = 2;
    private const int FewLate = 2;
    private const int MostHeld = 32;
    private const double TimesHigh = 1.25;
    private static readonly TimeSpan s_leastBound = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leastLone = TimeSpan.FromSeconds(1.5);

    // A hiccup that is over by then says nothing.
    private static readonly TimeSpan s_hold = TimeSpan.FromMilliseconds(300);

    private readonly FirstFrames _usual = new();

    // Late ones become part of what is usual only once it is clear that they were no slowdown, or when nothing else comes any more.
    private readonly List<TimeSpan> _held = [];
    private Flight? _oldest;
    private Flight? _youngest;
    private ushort _last16;
    private int _run;
    private TimeSpan? _slowSince;

    /// <summary>Within which a first frame is no surprise; null until anything is known.</summary>
    public TimeSpan? Bound { get; private set; }

    /// <summary>99th percentile of its first frames in seconds; null while few are known.</summary>
    public double? High() => _usual.High();

    /// <summary>A request waits from now on.</summary>
    public void Add(Flight flight)
    {
        flight.Waits = true;
        flight.Older = _youngest;
        if (_youngest is null)
        {
            _oldest = flight;
        }
        else
        {
            _youngest.Younger = flight;
        }

        _youngest = flight;
    }

    /// <summary>A request waits no longer.</summary>
    public void Remove(Flight flight)
    {
        if (!flight.Waits)
        {
            return;
        }

        flight.Waits = false;
        _oldest = ReferenceEquals(_oldest, flight) ? flight.Younger : _oldest;
        _youngest = ReferenceEquals(_youngest, flight) ? flight.Older : _youngest;
        _ = flight.Older is { } older ? older.Younger = flight.Younger : null;
        _ = flight.Younger is { } younger ? younger.Older = flight.Older : null;
        (flight.Older, flight.Younger) = (null, null);
    }

    /// <summary>The first frame of a request is here, which counts; says whether it was in time.</summary>
    public bool Arrive(Flight flight, TimeSpan now)
    {
        var took = now - flight.Began;
        if (took > Bound)
        {
            _held.Add(took);
            if (flight.Lateness == 0)
            {
                Note(true, 1, now);
            }

            Release(_held.Count == MostHeld);
            return false;
        }

        _usual.Add(took);
        Note(false, 0, now);
        Release(BitOperations.PopCount(_last16) <= FewLate);
        return true;
    }

    /// <summary>Looks at the ages of what waits. Not for a request's path: it walks over those that are late.</summary>
    /// <param name="now">The time.</param>
    /// <param name="period">The requests that count.</param>
    /// <param name="others">What is usual at the model's other endpoints in seconds, for one that is new.</param>
    /// <returns>Since when it is slow; null when it is not, or not for long enough.</returns>
    public TimeSpan? Look(TimeSpan now, long period, double? others)
    {
        Bound = (High() ?? others) is { } high ? Longer(s_leastBound, TimeSpan.FromSeconds(TimesHigh * high)) : null;
        if (Bound is not { } bound)
        {
            return null;
        }

        var lone = Longer(s_leastLone, 2 * bound);
        for (var flight = _oldest; flight is not null && now - flight.Began > bound; flight = flight.Younger)
        {
            if (flight.Period == period && flight.Lateness == 0)
            {
                flight.Lateness = 1;
                Note(true, 1, now);
            }

            if (flight.Period == period && flight.Lateness == 1 && now - flight.Began > lone)
            {
                flight.Lateness = 2;
                Note(true, LoneWeight, now);
            }
        }

        return now - _slowSince >= s_hold ? _slowSince : null;
    }

    /// <summary>Forgets what spoke against it, not what is usual.</summary>
    public void Acquit()
    {
        (_last16, _run, _slowSince) = (0, 0, null);
        _held.Clear();
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Note(bool late, int weight, TimeSpan now)
    {
        _last16 = (ushort)((_last16 << 1) | (late ? 1 : 0));
        _run = late ? _run + weight : 0;
        var slow = _run >= RunToSlow || BitOperations.PopCount(_last16) >= LateToSlow;
        _slowSince = slow ? _slowSince ?? now : null;
    }

    private void Release(bool usual)
    {
        if (usual && _held.Count > 0)
        {
            _held.ForEach(_usual.Add);
            _held.Clear();
        }
    }
}
