namespace Mesh.RouterEval.Measures;

/// <summary>
/// Quality against cost, by the definitions of RouterBench (2024): a router's points are swept by what quality is worth in dollars;
/// AIQ is the mean quality of their non-decreasing convex hull over the range of the single models' costs.
/// </summary>
internal static class PriceCurve
{
    /// <summary>The area under a router's points, divided by the range of costs.</summary>
    /// <param name="points">Cost and quality of each setting of the router.</param>
    /// <param name="from">Cost of the cheapest single model.</param>
    /// <param name="to">Cost of the dearest single model.</param>
    public static double Aiq(IEnumerable<(double Cost, double Quality)> points, double from, double to)
    {
        var hull = Hull(points);
        if (hull.Count == 0 || to <= from)
        {
            return double.NaN;
        }

        // Left of its first point the router has nothing to offer but that point's quality at less; right of its last, that one's.
        var area = 0.0;
        const int Steps = 2000;
        for (var s = 0; s < Steps; s++)
        {
            area += At(hull, from + ((s + 0.5) * (to - from) / Steps));
        }

        return area / Steps;
    }

    private static double At(List<(double Cost, double Quality)> hull, double cost)
    {
        for (var i = 1; i < hull.Count; i++)
        {
            if (cost <= hull[i].Cost)
            {
                var (a, b) = (hull[i - 1], hull[i]);
                return cost <= a.Cost ? a.Quality : a.Quality + ((b.Quality - a.Quality) * (cost - a.Cost) / (b.Cost - a.Cost));
            }
        }

        return hull[^1].Quality;
    }

    private static List<(double Cost, double Quality)> Hull(IEnumerable<(double Cost, double Quality)> points)
    {
        List<(double Cost, double Quality)> hull = [];
        foreach (var p in points.OrderBy(p => p.Cost).ThenByDescending(p => p.Quality))
        {
            if (hull.Count > 0 && p.Quality <= hull[^1].Quality)
            {
                continue;
            }

            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) <= Slope(hull[^1], p))
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(p);
        }

        return hull;
    }

    private static double Slope((double Cost, double Quality) a, (double Cost, double Quality) b) => (b.Quality - a.Quality) / Math.Max(b.Cost - a.Cost, 1e-15);
}
