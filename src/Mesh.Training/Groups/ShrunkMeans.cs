namespace Mesh.Training.Groups;

/// <summary>
/// Means of groups, drawn towards the overall mean as far as their scatter is no more than chance would make it (empirical Bayes, the
/// variance between groups by moments).
/// </summary>
internal static class ShrunkMeans
{
    // No group's own mean is believed without the weight of a few prompts of the overall one.
    private const double LeastPrior = 3;
    private const double MostPrior = 500;

    /// <summary>The means.</summary>
    /// <param name="sums">Sum of the values in each group.</param>
    /// <param name="squares">Sum of the squared values in each group.</param>
    /// <param name="counts">Values in each group; parts of values where these belong to several.</param>
    public static double[] Of(double[] sums, double[] squares, double[] counts)
    {
        var total = counts.Sum();
        if (total <= 0)
        {
            return new double[sums.Length];
        }

        var mean = sums.Sum() / total;
        var filled = Enumerable.Range(0, sums.Length).Where(g => counts[g] > 0).ToArray();
        var within = filled.Sum(g => squares[g] - (sums[g] * sums[g] / counts[g])) / Math.Max(1, total - filled.Length);
        var scatter = filled.Sum(g => counts[g] * Math.Pow((sums[g] / counts[g]) - mean, 2));
        // E[scatter] = within (k - 1) + between (N - sum n^2 / N).
        var between = (scatter - (within * (filled.Length - 1))) / Math.Max(1e-9, total - (counts.Sum(n => n * n) / total));
        var prior = between <= 0 ? MostPrior : Math.Clamp(within / between, LeastPrior, MostPrior);
        return [.. sums.Zip(counts, (s, n) => (s + (prior * mean)) / (n + prior))];
    }
}
