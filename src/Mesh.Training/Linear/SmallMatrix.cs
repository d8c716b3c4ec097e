namespace Mesh.Training.Linear;

/// <summary>Symmetric matrices of a few hundred rows.</summary>
internal static class SmallMatrix
{
    /// <summary>The lower factor L of a positive definite A = L L'.</summary>
    public static double[,] Cholesky(double[,] a)
    {
        var n = a.GetLength(0);
        var l = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = a[i, j];
                for (var k = 0; k < j; k++)
                {
                    rest -= l[i, k] * l[j, k];
                }

                l[i, j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-12)) : rest / l[j, j];
            }
        }

        return l;
    }

    /// <summary>Solves L L' x = b; b is overwritten with x.</summary>
    public static void Solve(double[,] factor, double[] b)
    {
        for (var i = 0; i < b.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                b[i] -= factor[i, k] * b[k];
            }

            b[i] /= factor[i, i];
        }

        for (var i = b.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < b.Length; k++)
            {
                b[i] -= factor[k, i] * b[k];
            }

            b[i] /= factor[i, i];
        }
    }

    /// <summary>Least squares with all weights at or above 0, by coordinate descent on the normal equations.</summary>
    public static double[] NonNegative(double[,] gram, double[] product, int rounds = 500)
    {
        var weights = new double[product.Length];
        for (var round = 0; round < rounds; round++)
        {
            for (var j = 0; j < weights.Length; j++)
            {
                var rest = product[j];
                for (var k = 0; k < weights.Length; k++)
                {
                    rest -= k == j ? 0 : gram[j, k] * weights[k];
                }

                weights[j] = Math.Max(0, rest / Math.Max(gram[j, j], 1e-12));
            }
        }

        return weights;
    }
}
