using Mesh.Routing.Learning;
using Mesh.Training.Text;

namespace Mesh.Training.Linear;

/// <summary>Fits logistic regressions with soft targets and an L2 penalty over sparse features.</summary>
internal sealed class LogisticFit(SparseRows rows, int columns)
{
    private const int Iterations = 60;
    private const double Tolerance = 3e-4;
    private readonly QuasiNewton _solver = new(columns + 1);

    /// <summary>One head a model.</summary>
    /// <param name="train">The prompts to learn from.</param>
    /// <param name="targets">Quality of each model on each prompt; not a number where unknown.</param>
    /// <param name="penalty">Of the squared weights, in units of prompts.</param>
    public LinearHeads Heads(int[] train, float[][] targets, float penalty)
    {
        var models = targets.Length == 0 ? 0 : targets[0].Length;
        var heads = new LinearHeads(models, new float[columns * models], new float[models]);
        for (var m = 0; m < models; m++)
        {
            Put(Head([.. train.Where(i => !float.IsNaN(targets[i][m]))], i => targets[i][m], penalty), heads, m);
        }

        return heads;
    }

    /// <summary>Puts the weights of one head among the others.</summary>
    public static void Put(float[] weights, LinearHeads heads, int head)
    {
        for (var c = 0; c + 1 < weights.Length; c++)
        {
            heads.Weights[(c * heads.Models) + head] = weights[c];
        }

        heads.Bias[head] = weights[^1];
    }

    /// <summary>Weights of one head, the bias last.</summary>
    public float[] Head(int[] train, Func<int, float> target, float penalty)
    {
        var at = new float[columns + 1];
        if (train.Length == 0)
        {
            return at;
        }

        var mean = Math.Clamp(train.Average(target), 0.01f, 0.99f);
        at[columns] = MathF.Log(mean / (1 - mean));
        _solver.Minimise((w, g) => Loss(train, target, penalty, w, g), at, Iterations, Tolerance);
        return at;
    }

    private double Loss(int[] train, Func<int, float> target, float penalty, ReadOnlySpan<float> w, Span<float> g)
    {
        g.Clear();
        Dense.AddScaled(w[..columns], penalty, g[..columns]);
        var loss = 0.5 * penalty * Dense.Dot(w[..columns], w[..columns]);
        foreach (var i in train)
        {
            var at = rows.Columns(i);
            var values = rows.Values(i);
            var logit = w[columns];
            for (var k = 0; k < at.Length; k++)
            {
                logit += w[at[k]] * values[k];
            }

            var wanted = target(i);
            // log(1 + e^x) - y x, without overflow.
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit))) - (wanted * logit);
            var error = Dense.Sigmoid(logit) - wanted;
            for (var k = 0; k < at.Length; k++)
            {
                g[at[k]] += error * values[k];
            }

            g[columns] += error;
        }

        return loss;
    }
}
