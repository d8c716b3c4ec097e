using Mesh.Routing.Learning;

namespace Mesh.Training.Linear;

/// <summary>Fits a logistic regression with soft targets and an L2 penalty over dense rows, each feature brought to unit variance first.</summary>
internal static class DenseLogisticFit
{
    private const int Iterations = 200;
    private const double Tolerance = 1e-6;

    /// <summary>Coefficients for the row as it is.</summary>
    /// <param name="rows">Features of all rows.</param>
    /// <param name="train">The rows to learn from; those whose target is not a number are left out.</param>
    /// <param name="target">0 to 1.</param>
    /// <param name="penalty">Of the squared weights, in units of rows.</param>
    public static (float[] Weights, float Bias) Fit(float[][] rows, int[] train, Func<int, float> target, float penalty)
    {
        var size = rows[0].Length;
        int[] known = [.. train.Where(i => !float.IsNaN(target(i)))];
        if (known.Length == 0)
        {
            return (new float[size], 0);
        }

        var (means, scales) = Moments(rows, known, size);
        var scaled = known.Select(i => Enumerable.Range(0, size).Select(j => (rows[i][j] - means[j]) * scales[j]).ToArray()).ToArray();
        var wanted = known.Select(target).ToArray();
        var at = new float[size + 1];
        var mean = Math.Clamp(wanted.Average(), 0.01f, 0.99f);
        at[size] = MathF.Log(mean / (1 - mean));
        new QuasiNewton(size + 1, 10).Minimise((w, g) => Loss(scaled, wanted, penalty, w, g), at, Iterations, Tolerance);
        var (weights, bias) = (new float[size], at[size]);
        for (var j = 0; j < size; j++)
        {
            weights[j] = at[j] * scales[j];
            bias -= weights[j] * means[j];
        }

        return (weights, bias);
    }

    private static double Loss(float[][] rows, float[] wanted, float penalty, ReadOnlySpan<float> w, Span<float> g)
    {
        var size = w.Length - 1;
        g.Clear();
        Dense.AddScaled(w[..size], penalty, g[..size]);
        var loss = 0.5 * penalty * Dense.Dot(w[..size], w[..size]);
        for (var i = 0; i < rows.Length; i++)
        {
            var logit = w[size] + Dense.Dot(rows[i], w[..size]);

            // log(1 + e^x) - y x, without overflow.
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit))) - (wanted[i] * logit);
            var error = Dense.Sigmoid(logit) - wanted[i];
            Dense.AddScaled(rows[i], error, g[..size]);
            g[size] += error;
        }

        return loss;
    }

    private static (float[] Means, float[] Scales) Moments(float[][] rows, int[] known, int size)
    {
        var (means, scales) = (new float[size], new float[size]);
        for (var j = 0; j < size; j++)
        {
            var mean = known.Average(i => (double)rows[i][j]);
            var variance = known.Average(i => Math.Pow(rows[i][j] - mean, 2));

            // Of a feature that hardly ever differs nothing can be learned.
            (means[j], scales[j]) = ((float)mean, variance > 1e-6 ? (float)(1 / Math.Sqrt(variance)) : 0);
        }

        return (means, scales);
    }
}
