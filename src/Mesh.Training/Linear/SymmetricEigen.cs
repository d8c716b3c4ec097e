namespace Mesh.Training.Linear;

/// <summary>Eigenvectors of small symmetric matrices by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 30;

    /// <summary>Orthonormal eigenvectors, in no order.</summary>
    public static double[][] Vectors(double[,] symmetric)
    {
        var (a, size) = ((double[,])symmetric.Clone(), symmetric.GetLength(0));
        var vectors = Enumerable.Range(0, size).Select(k => Enumerable.Range(0, size).Select(j => j == k ? 1.0 : 0).ToArray()).ToArray();
        var enough = 1e-22 * Math.Max(1e-300, Squares(a, diagonal: true));
        for (var sweep = 0; sweep < MostSweeps && Squares(a, diagonal: false) > enough; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    if (a[p, q] != 0)
                    {
                        Rotate(a, vectors, p, q);
                    }
                }
            }
        }

        return vectors;
    }

    // The rotation that makes a[p, q] zero; the smaller of the two angles.
    private static void Rotate(double[,] a, double[][] vectors, int p, int q)
    {
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < vectors.Length; k++)
        {
            (a[k, p], a[k, q]) = ((cosine * a[k, p]) - (sine * a[k, q]), (sine * a[k, p]) + (cosine * a[k, q]));
        }

        for (var k = 0; k < vectors.Length; k++)
        {
            (a[p, k], a[q, k]) = ((cosine * a[p, k]) - (sine * a[q, k]), (sine * a[p, k]) + (cosine * a[q, k]));
            (vectors[p][k], vectors[q][k]) = ((cosine * vectors[p][k]) - (sine * vectors[q][k]), (sine * vectors[p][k]) + (cosine * vectors[q][k]));
        }
    }

    private static double Squares(double[,] a, bool diagonal)
    {
        var sum = 0.0;
        for (var j = 0; j < a.GetLength(0); j++)
        {
            for (var k = 0; k < a.GetLength(0); k++)
            {
                sum += j == k == diagonal ? a[j, k] * a[j, k] : 0;
            }
        }

        return sum;
    }
}
