using Mesh.Training.Linear;

namespace Mesh.Training.Groups;

/// <summary>Linear discriminants: kinds as normal distributions with one covariance.</summary>
/// <param name="Groups">Kinds.</param>
/// <param name="Weights">Kind after kind, one weight a dimension.</param>
/// <param name="Bias">Of each kind.</param>
internal sealed record Discriminants(int Groups, float[] Weights, float[] Bias)
{
    /// <summary>Fits them.</summary>
    /// <param name="vectors">Vectors of all prompts.</param>
    /// <param name="train">The prompts to learn from.</param>
    /// <param name="groupOf">The kind of each prompt.</param>
    /// <param name="groups">Kinds that there are.</param>
    /// <param name="ridge">Share of the mean variance that is added to every direction.</param>
    public static Discriminants Fit(float[][] vectors, int[] train, int[] groupOf, int groups, double ridge)
    {
        var size = vectors[0].Length;
        var (counts, means) = Means(vectors, train, groupOf, groups, size);
        var factor = SmallMatrix.Cholesky(Within(vectors, train, groupOf, means, size, ridge));
        var (weights, bias) = (new float[groups * size], new float[groups]);
        for (var g = 0; g < groups; g++)
        {
            var direction = (double[])means[g].Clone();
            SmallMatrix.Solve(factor, direction);
            var half = 0.0;
            for (var j = 0; j < size; j++)
            {
                weights[(g * size) + j] = (float)direction[j];
                half += 0.5 * direction[j] * means[g][j];
            }

            bias[g] = (float)(Math.Log((counts[g] + 0.5) / (train.Length + (0.5 * groups))) - half);
        }

        return new Discriminants(groups, weights, bias);
    }

    private static (int[] Counts, double[][] Means) Means(float[][] vectors, int[] train, int[] groupOf, int groups, int size)
    {
        var counts = new int[groups];
        var means = Enumerable.Range(0, groups).Select(_ => new double[size]).ToArray();
        foreach (var i in train)
        {
            counts[groupOf[i]]++;
            for (var j = 0; j < size; j++)
            {
                means[groupOf[i]][j] += vectors[i][j];
            }
        }

        for (var g = 0; g < groups; g++)
        {
            for (var j = 0; j < size; j++)
            {
                means[g][j] /= Math.Max(1, counts[g]);
            }
        }

        return (counts, means);
    }

    private static double[,] Within(float[][] vectors, int[] train, int[] groupOf, double[][] means, int size, double ridge)
    {
        var within = new double[size, size];
        var off = new double[size];
        foreach (var i in train)
        {
            for (var j = 0; j < size; j++)
            {
                off[j] = vectors[i][j] - means[groupOf[i]][j];
            }

            for (var j = 0; j < size; j++)
            {
                var scale = off[j] / train.Length;
                for (var k = 0; k <= j; k++)
                {
                    within[j, k] += scale * off[k];
                }
            }
        }

        var mean = Enumerable.Range(0, size).Sum(j => within[j, j]) / size;
        for (var j = 0; j < size; j++)
        {
            within[j, j] += (ridge * mean) + 1e-9;
            for (var k = 0; k < j; k++)
            {
                within[k, j] = within[j, k];
            }
        }

        return within;
    }
}
