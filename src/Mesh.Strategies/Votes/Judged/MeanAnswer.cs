namespace Mesh.Strategies.Votes.Judged;

/// <summary>Averages of outputs that are numbers or embeddings.</summary>
public static class MeanAnswer
{
    /// <summary>The weighted mean of numbers; null where no weight is above 0. Outputs that aren't finite don't count.</summary>
    /// <param name="values">The outputs.</param>
    /// <param name="weights">Their weights, 0 or more.</param>
    public static double? Of(IReadOnlyList<double> values, IReadOnlyList<double> weights)
    {
        Check(values.Count, weights);
        double sum = 0, all = 0;
        for (var i = 0; i < values.Count; i++)
        {
            (sum, all) = double.IsFinite(values[i]) ? (sum + (values[i] * weights[i]), all + weights[i]) : (sum, all);
        }

        return all > 0 ? sum / all : null;
    }

    /// <summary>The weighted mean direction of embeddings, of unit length; null where they cancel out, or none is left. Those of another length than the first don't count.</summary>
    /// <param name="vectors">The outputs.</param>
    /// <param name="weights">Their weights, 0 or more.</param>
    public static float[]? Direction(IReadOnlyList<float[]> vectors, IReadOnlyList<double> weights)
    {
        Check(vectors.Count, weights);
        var sum = new double[vectors.Count == 0 ? 0 : vectors[0].Length];
        for (var v = 0; v < vectors.Count; v++)
        {
            var length = Math.Sqrt(vectors[v].Sum(x => (double)x * x));
            for (var i = 0; i < sum.Length && vectors[v].Length == sum.Length && length > 0 && double.IsFinite(length); i++)
            {
                sum[i] += weights[v] * vectors[v][i] / length;
            }
        }

        var whole = Math.Sqrt(sum.Sum(x => x * x));
        return whole > 1e-9 ? [.. sum.Select(x => (float)(x / whole))] : null;
    }

    private static void Check(int count, IReadOnlyList<double> weights)
    {
        if (weights.Count != count || weights.Any(w => !(w >= 0 && double.IsFinite(w))))
        {
            throw new ArgumentException($"weights: give {count}, each 0 or more.", nameof(weights));
        }
    }
}
