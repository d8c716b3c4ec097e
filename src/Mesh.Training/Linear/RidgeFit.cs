using Mesh.Routing.Learning;

namespace Mesh.Training.Linear;

/// <summary>Ridge regression over dense rows, each feature brought to unit variance first.</summary>
internal static class RidgeFit
{
    /// <summary>Coefficients of one head, for the row as it is.</summary>
    public static (float[] Weights, float Bias) Fit(float[][] rows, int[] train, Func<int, float> target, double penalty)
    {
        var size = rows[0].Length;
        int[] known = [.. train.Where(i => !float.IsNaN(target(i)))];
        var weights = new float[size];
        if (known.Length == 0)
        {
            return (weights, 0);
        }

        var (means, scales) = Moments(rows, known, size);
        var mean = known.Average(i => (double)target(i));
        var (normal, product) = (new double[size, size], new double[size]);
        var x = new double[size];
        foreach (var i in known)
        {
            for (var j = 0; j < size; j++)
            {
                x[j] = (rows[i][j] - means[j]) * scales[j];
            }

            for (var j = 0; j < size; j++)
            {
                product[j] += x[j] * (target(i) - mean);
                for (var k = 0; k <= j; k++)
                {
                    normal[j, k] += x[j] * x[k];
                }
            }
        }

        for (var j = 0; j < size; j++)
        {
            normal[j, j] += penalty;
        }

        SmallMatrix.Solve(SmallMatrix.Cholesky(normal), product);
        var bias = mean;
        for (var j = 0; j < size; j++)
        {
            weights[j] = (float)(product[j] * scales[j]);
            bias -= weights[j] * means[j];
        }

        return (weights, (float)bias);
    }

    private static (double[] Means, double[] Scales) Moments(float[][] rows, int[] known, int size)
    {
        var (means, squares) = (new double[size], new double[size]);
        foreach (var i in known)
        {
            for (var j = 0; j < size; j++)
            {
                means[j] += rows[i][j];
                squares[j] += (double)rows[i][j] * rows[i][j];
            }
        }

        for (var j = 0; j < size; j++)
        {
            means[j] /= known.Length;
            var variance = (squares[j] / known.Length) - (means[j] * means[j]);
            squares[j] = variance > 1e-9 ? 1 / Math.Sqrt(variance) : 0;
        }

        return (means, squares);
    }
}
