namespace Mesh.Routing.Load;

/// <summary>
/// How many prompt tokens a second an endpoint reads: what was measured at its start, then what its answers show. Tokens over seconds
/// of the answers lately, each counting less by a tenth with every one after it, so that long prompts count as such. Thread-safe.
/// </summary>
public sealed class PrefillRate
{
    /// <summary>What is assumed of an endpoint of which nothing is known.</summary>
    public const double Assumed = 5000;

    // What fewer tokens take is mostly not reading.
    private const double LeastTokens = 2048;
    private const double Kept = 0.9;
    private const double LeastShare = 0.05;

    // What first tokens show of a measured engine's rate inside these bounds is how its requests happened to fall, not how fast it is.
    private const double Low = 0.6;
    private const double High = 1.5;

    // What the calibration counts for beside answers.
    private const double CalibratedTokens = 32_768;
    private readonly Lock _lock = new();
    private double _calibrated;
    private double _tokens;
    private double _seconds;
    private double _rate;
    private bool _measured;

    /// <summary>Begins with a measured rate, or with what is assumed.</summary>
    public PrefillRate(double? tokensASecond = null) => Calibrate(tokensASecond);

    /// <summary>Tokens a second; never under a twentieth of what was measured at the start.</summary>
    public double TokensASecond => Volatile.Read(ref _rate);

    /// <summary>What was measured while it was idle: whatever was learned is over.</summary>
    /// <param name="tokensASecond">Tokens a second; null when it was not measured.</param>
    public void Calibrate(double? tokensASecond)
    {
        lock (_lock)
        {
            (_calibrated, _measured) = (tokensASecond ?? Assumed, tokensASecond is not null);
            (_tokens, _seconds) = (CalibratedTokens, CalibratedTokens / _calibrated);
            Volatile.Write(ref _rate, _calibrated);
        }
    }

    /// <summary>An endpoint has read tokens.</summary>
    /// <param name="tokens">Those that were before a request, and its own.</param>
    /// <param name="seconds">Time to the request's first token.</param>
    public void Observe(double tokens, double seconds)
    {
        if (tokens < LeastTokens || !(seconds > 0))
        {
            return;
        }

        lock (_lock)
        {
            _tokens = (Kept * _tokens) + tokens;
            _seconds = (Kept * _seconds) + seconds;
            var learned = Math.Max(LeastShare * _calibrated, _tokens / _seconds);
            Volatile.Write(ref _rate, _measured && learned / _calibrated is > Low and < High ? _calibrated : learned);
        }
    }
}
