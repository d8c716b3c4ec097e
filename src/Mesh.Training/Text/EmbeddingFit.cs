using Mesh.Routing.Learning;
using Mesh.Training.Linear;

namespace Mesh.Training.Text;

/// <summary>Learns word vectors from the prompts at hand by orthogonal iteration on prompts by words.</summary>
internal static class EmbeddingFit
{
    private const int Iterations = 7;

    /// <summary>Vectors of the vocabulary's single words.</summary>
    /// <param name="rows">Features of the prompts; no labels are used.</param>
    /// <param name="words">Single words of the vocabulary.</param>
    /// <param name="dimensions">Wished length of a vector.</param>
    /// <param name="random">Where the iteration starts.</param>
    public static WordEmbedding Fit(SparseRows rows, int words, int dimensions, Random random)
    {
        var length = Math.Max(1, Math.Min(dimensions, Math.Min(words, rows.Count) / 2));
        var vectors = new float[words * length];
        foreach (ref var v in vectors.AsSpan())
        {
            v = (float)(random.NextDouble() - 0.5);
        }

        var (next, prompt) = (new float[words * length], new float[length]);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Orthonormalise(vectors, words, length);
            Array.Clear(next);
            for (var i = 0; i < rows.Count; i++)
            {
                Multiply(rows, i, vectors, next, prompt);
            }

            (vectors, next) = (next, vectors);
        }

        Orthonormalise(vectors, words, length);
        return new WordEmbedding(length, vectors);
    }

    /// <summary>The vectors of all prompts.</summary>
    public static float[][] Embed(WordEmbedding embedding, SparseRows rows)
    {
        var vectors = new float[rows.Count][];
        for (var i = 0; i < rows.Count; i++)
        {
            vectors[i] = new float[embedding.Dimensions];
            embedding.Embed(rows.Words(i), rows.WordValues(i), vectors[i]);
        }

        return vectors;
    }

    private static void Multiply(SparseRows rows, int row, float[] vectors, float[] next, float[] prompt)
    {
        var columns = rows.Words(row);
        var values = rows.WordValues(row);
        Array.Clear(prompt);
        for (var k = 0; k < columns.Length; k++)
        {
            Dense.AddScaled(vectors.AsSpan(columns[k] * prompt.Length, prompt.Length), values[k], prompt);
        }

        for (var k = 0; k < columns.Length; k++)
        {
            Dense.AddScaled(prompt, values[k], next.AsSpan(columns[k] * prompt.Length, prompt.Length));
        }
    }

    // V <- V R^-1 with R from Cholesky's decomposition of V'V; twice, for its digits.
    private static void Orthonormalise(float[] vectors, int words, int length)
    {
        for (var round = 0; round < 2; round++)
        {
            var factor = SmallMatrix.Cholesky(Gram(vectors, words, length));
            var row = new double[length];
            for (var w = 0; w < words; w++)
            {
                var vector = vectors.AsSpan(w * length, length);
                for (var j = 0; j < length; j++)
                {
                    var rest = (double)vector[j];
                    for (var k = 0; k < j; k++)
                    {
                        rest -= row[k] * factor[j, k];
                    }

                    row[j] = rest / factor[j, j];
                }

                for (var j = 0; j < length; j++)
                {
                    vector[j] = (float)row[j];
                }
            }
        }
    }

    private static double[,] Gram(float[] vectors, int words, int length)
    {
        var sums = new float[length * length];
        for (var w = 0; w < words; w++)
        {
            var vector = vectors.AsSpan(w * length, length);
            for (var j = 0; j < length; j++)
            {
                Dense.AddScaled(vector, vector[j], sums.AsSpan(j * length, length));
            }
        }

        var gram = new double[length, length];
        for (var j = 0; j < length; j++)
        {
            for (var k = 0; k < length; k++)
            {
                gram[j, k] = sums[(j * length) + k] + (j == k ? 1e-7 * sums[0] : 0);
            }
        }

        return gram;
    }
}
