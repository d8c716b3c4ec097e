namespace Mesh.Routing.Limits;

/// <summary>
/// What an upstream that tells no limits seems to take: each refusal for its rate cuts the guess to 70%, and every 10 s without one
/// add 5% of what it was cut to. It is given up at twice that figure. Not thread-safe.
/// </summary>
internal sealed class RateGuess(TimeProvider time)
{
    private const double Cut = 0.7;
    private const double Step = 0.05;
    private const double GivenUpAt = 2;

    // One request in ten seconds: a guess of nothing could never be found wrong.
    private const double Least = 6;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private double _base;
    private long _cutAt;

    /// <summary>Requests a minute now; null while nothing is guessed.</summary>
    public double? Now
    {
        get
        {
            var grown = 1 + (Step * Math.Floor(time.GetElapsedTime(_cutAt) / s_pause));
            if (_base > 0 && grown >= GivenUpAt)
            {
                _base = 0;
            }

            return _base > 0 ? _base * grown : null;
        }
    }

    /// <summary>The upstream refused for its rate.</summary>
    /// <param name="perMinute">What this silo sent by the minute until now.</param>
    public void Refused(double perMinute)
    {
        // Requests that were under way together are refused together: they are one sign, not many.
        if (_base > 0 && time.GetElapsedTime(_cutAt).TotalSeconds < 1)
        {
            return;
        }

        _base = Math.Max(Least, Math.Min(Now ?? double.MaxValue, perMinute) * Cut);
        _cutAt = time.GetTimestamp();
    }
}
