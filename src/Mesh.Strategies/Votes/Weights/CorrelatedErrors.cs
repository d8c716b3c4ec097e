namespace Mesh.Strategies.Votes.Weights;

/// <summary>Weights of members that err together, made smaller: two that are always wrong on the same questions have one vote between them.</summary>
public static class CorrelatedErrors
{
    /// <summary>Each weight divided by one plus the member's positive correlations with all others (the design effect of clustered samples).</summary>
    /// <param name="weights">For each member.</param>
    /// <param name="qualities">For each question the quality of each member's answer.</param>
    /// <exception cref="ArgumentException">A question has another number of members.</exception>
    public static double[] Shrink(IReadOnlyList<double> weights, IReadOnlyList<double[]> qualities)
    {
        if (qualities.Any(q => q.Length != weights.Count))
        {
            throw new ArgumentException($"qualities: give {weights.Count} for each question.", nameof(qualities));
        }

        return [.. weights.Select((w, m) => w / (1 + Enumerable.Range(0, weights.Count).Where(o => o != m).Sum(o => Math.Max(0, Correlation(qualities, m, o)))))];
    }

    /// <summary>Correlation of two members' qualities, -1 to 1; 0 where one of them never varies.</summary>
    public static double Correlation(IReadOnlyList<double[]> qualities, int one, int other)
    {
        if (qualities.Count == 0)
        {
            return 0;
        }

        var (a, b) = (qualities.Average(q => q[one]), qualities.Average(q => q[other]));
        double both = 0, first = 0, second = 0;
        foreach (var row in qualities)
        {
            var (x, y) = (row[one] - a, row[other] - b);
            (both, first, second) = (both + (x * y), first + (x * x), second + (y * y));
        }

        return first <= 1e-12 || second <= 1e-12 ? 0 : Math.Clamp(both / Math.Sqrt(first * second), -1, 1);
    }
}
