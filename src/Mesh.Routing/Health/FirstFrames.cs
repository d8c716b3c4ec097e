namespace Mesh.Routing.Health;

/// <summary>Times to the first frame: the last 128, and their 99th percentile. Under its circuit's lock.</summary>
internal sealed class FirstFrames
{
    private const int Most = 128;
    private const int Least = 20;
    private readonly double[] _seconds = new double[Most];
    private long _seen;
    private long _measured;
    private double? _high;

    /// <summary>Takes one in.</summary>
    public void Add(TimeSpan time) => _seconds[_seen++ % Most] = time.TotalSeconds;

    /// <summary>The 99th percentile in seconds; null under 20 of them. Sorts when there are new ones: not for a request's path.</summary>
    public double? High()
    {
        if (_seen != _measured && _seen >= Least)
        {
            Span<double> sorted = stackalloc double[Most];
            var count = (int)Math.Min(_seen, Most);
            _seconds.AsSpan(0, count).CopyTo(sorted);
            sorted[..count].Sort();
            _high = sorted[(int)Math.Ceiling(0.99 * count) - 1];
            _measured = _seen;
        }

        return _high;
    }
}
