using Mesh.Training.Linear;

namespace Mesh.Routing.Tests.Learning;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    public void Vectors_OfASymmetricMatrix_AreOrthonormalAndMakeItAgain(int size)
    {
        var random = new Random(size);
        var matrix = new double[size, size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                matrix[j, k] = matrix[k, j] = random.NextDouble() - 0.5;
            }
        }

        var vectors = SymmetricEigen.Vectors(matrix);

        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
            {
                Assert.Equal(j == k ? 1 : 0, Dot(vectors[j], vectors[k]), 9);
                Assert.Equal(matrix[j, k], vectors.Sum(v => Dot(v, Times(matrix, v)) * v[j] * v[k]), 9);
            }
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Times(double[,] matrix, double[] vector) => [.. Enumerable.Range(0, vector.Length).Select(j => Enumerable.Range(0, vector.Length).Sum(k => matrix[j, k] * vector[k]))];
}
