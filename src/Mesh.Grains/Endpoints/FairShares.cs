namespace Mesh.Grains.Endpoints;

/// <summary>Divides a limit by what each silo wants: never more than the limit together, and something for each.</summary>
internal static class FairShares
{
    // Kept for all alike, so that a silo whose first requests come finds something there.
    private const double Floor = 0.1;

    /// <summary>
    /// One silo's share: what it wants and an equal part of the rest. The rest is never less than a tenth; where the wants do not fit
    /// beside it, each has its part of what is left by what it wants.
    /// </summary>
    /// <param name="limit">What all may have together.</param>
    /// <param name="want">What the silo wants.</param>
    /// <param name="wants">What all want, this one included.</param>
    public static double Of(double limit, double want, IReadOnlyCollection<double> wants)
    {
        // Nobody can want more than there is: one silo's wild count must not drown the others.
        var sum = wants.Sum(w => Math.Min(w, limit));
        var rest = Math.Max(limit - sum, Floor * limit);
        return (rest / wants.Count) + (sum > 0 ? (limit - rest) * Math.Min(want, limit) / sum : 0);
    }
}
