using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>How long an endpoint is left alone. With chance, so that silos do not all come back in the same moment.</summary>
internal static class BackOff
{
    private const double Chance = 0.1;
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);

    /// <summary>The wait before a trial: 5 s, growing with each trial that failed (<paramref name="level"/>), up to 300 s.</summary>
    /// <param name="cause">Why it is out.</param>
    /// <param name="level">Trials that failed before.</param>
    /// <param name="draw">From 0 to 1.</param>
    public static TimeSpan Before(CircuitCause cause, int level, double draw)
    {
        var wait = cause is CircuitCause.Credentials or CircuitCause.QuotaSpent
            ? Circuit.Longest
            : s_first * Math.Pow(Growth(cause), Math.Min(level, 20));
        return wait < Circuit.Longest ? AtLeast(wait, draw) : Circuit.Longest * (1 - (Chance * draw));
    }

    /// <summary>The wait that the endpoint asked for, never shorter; at most 300 s.</summary>
    public static TimeSpan AtLeast(TimeSpan asked, double draw)
    {
        // A wish of centuries must not overflow on the way to its bound.
        var wait = (asked < Circuit.Longest ? asked : Circuit.Longest) * (1 + (Chance * draw));
        return wait < Circuit.Longest ? wait : Circuit.Longest;
    }

    // No probe can tell that answers are quick or whole again: it is asked sooner, so that an outage lasts at most half as long again.
    private static double Growth(CircuitCause cause) => cause is CircuitCause.Slow or CircuitCause.Silent or CircuitCause.Broken ? 1.5 : 2;
}
