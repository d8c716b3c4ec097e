namespace Mesh.Routing.Load;

/// <summary>
/// How an endpoint whose inside is not seen fares: what its first tokens took, by what prompts of those lengths usually take there. What
/// is usual is a line, <c>base + tokens / rate</c>, fitted by least squares that forget; how it fares now is the peak-sensitive mean of
/// Finagle: a larger ratio holds at once, a smaller one only as time passes. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RelativePace(TimeProvider time)
{
    // Hosted models read about 30,000 tokens a second; what the prompts' lengths show holds against it from a spread of some thousands on.
    private const double UsualSecondsAToken = 1 / 30_000.0;
    private const double Stiffness = 1e7;
    private const double Kept = 0.98;
    private const double MostRatio = 10;
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private double _weight;
    private double _meanTokens;
    private double _meanSeconds;
    private double _spread;
    private double _shared;
    private double _ratio = 1;
    private long _heardAt;

    /// <summary>Whether anything was measured.</summary>
    public bool IsKnown => Volatile.Read(ref _weight) > 0;

    /// <summary>How many times longer than usual its answers take now; falls back to 1 while nothing is heard.</summary>
    public double Ratio
    {
        get
        {
            if (!IsKnown)
            {
                return 1;
            }

            lock (_lock)
            {
                return 1 + ((_ratio - 1) * Fading());
            }
        }
    }

    /// <summary>Seconds that the first token of a prompt usually takes.</summary>
    public double Usual(double tokens)
    {
        lock (_lock)
        {
            return Line(tokens);
        }
    }

    /// <summary>A first token has come.</summary>
    /// <param name="tokens">Tokens of its prompt.</param>
    /// <param name="seconds">Time to it.</param>
    public void Observe(double tokens, double seconds)
    {
        lock (_lock)
        {
            if (_weight > 0)
            {
                var ratio = Math.Min(MostRatio, seconds / Math.Max(1e-6, Line(tokens)));
                var now = 1 + ((_ratio - 1) * Fading());
                _ratio = ratio > now ? ratio : ratio + ((now - ratio) * Fading());
            }

            _heardAt = time.GetTimestamp();
            Fit(tokens, seconds);
        }
    }

    // West's recurrence (1979) with weights that fade.
    private void Fit(double tokens, double seconds)
    {
        var weight = (Kept * _weight) + 1;
        var (x, y) = (tokens - _meanTokens, seconds - _meanSeconds);
        _meanTokens += x / weight;
        _meanSeconds += y / weight;
        _spread = (Kept * _spread) + (x * (tokens - _meanTokens));
        _shared = (Kept * _shared) + (x * (seconds - _meanSeconds));
        Volatile.Write(ref _weight, weight);
    }

    private double Line(double tokens)
    {
        var slope = Math.Max(0, (_shared + (Stiffness * UsualSecondsAToken)) / (_spread + Stiffness));
        return Math.Max(0.001, _meanSeconds + (slope * (tokens - _meanTokens)));
    }

    private double Fading() => Math.Exp(-time.GetElapsedTime(_heardAt) / s_memory);
}
