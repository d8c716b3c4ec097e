namespace Mesh.Grains.Admission;

/// <summary>
/// How fast places come back while somebody waits: the smoothed time between two of them, over about as many as there are
/// places, since answers that began together end together. Times are in seconds of the caller's clock. Not thread-safe.
/// </summary>
internal sealed class DepartureRate
{
    private const int LeastSmoothed = 8;
    private double? _last;
    private int _seen;

    /// <summary>Smoothed seconds between two places; null until two came back while somebody waited.</summary>
    public double? Interval { get; private set; }

    /// <summary>A place came back.</summary>
    /// <param name="now">The time.</param>
    /// <param name="places">How many places there are.</param>
    public void Departed(double now, int places)
    {
        if (_last is { } last)
        {
            Interval = Smoothed(now - last, places);
            _seen++;
        }

        _last = now;
    }

    /// <summary>Nobody waits any more: the time to the next place will measure how seldom anybody asks.</summary>
    public void Pause() => _last = null;

    /// <summary>When the <paramref name="nth"/> place from now is expected, in seconds; null while that is not known.</summary>
    public double? Expect(int nth, double now, int places)
    {
        // No place for longer than usual says that they have become slower: a lower bound counts as a sample.
        var interval = Interval is { } known && _last is { } last && now - last > known ? Smoothed(now - last, places) : Interval;
        return interval * nth;
    }

    private double Smoothed(double sample, int places) =>
        Interval is { } before ? before + (Math.Max(1.0 / (_seen + 1), 1.0 / Math.Max(LeastSmoothed, places)) * (sample - before)) : sample;
}
