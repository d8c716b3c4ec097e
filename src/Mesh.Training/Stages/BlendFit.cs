using Mesh.Routing.Learning;
using Mesh.Training.Linear;

namespace Mesh.Training.Stages;

/// <summary>Weighs the predictors by least squares on prompts that none of them had seen, no weight below 0.</summary>
internal static class BlendFit
{
    /// <summary>Fits the weights.</summary>
    /// <param name="table">The prompts.</param>
    /// <param name="said">The first stage's words on each.</param>
    /// <param name="second">Head by head, ridge and trees on each.</param>
    public static Blend Fit(TrainingTable table, Said[] said, (float Ridge, float Trees)[][] second)
    {
        var common = new Regression(s_commonPrior);
        common.AddHead([.. Enumerable.Range(0, said.Length).Where(i => !float.IsNaN(table.Means[i])).Select(i => (said[i].Means, table.Means[i]))]);
        var own = new Regression(s_ownPrior);
        for (var h = 0; h < table.Heads; h++)
        {
            var model = table.ModelOf(h);
            own.AddHead([.. Enumerable.Range(0, said.Length).Where(i => !float.IsNaN(table.Differences[i][model])).Select(i => (
                new[] { said[i].Differences[0][model], said[i].Differences[1][model], said[i].Differences[2][model], second[h][i].Ridge, second[h][i].Trees },
                table.Differences[i][model]))]);
        }

        var (commonWeights, commonBias) = common.Solve();
        var (ownWeights, ownBias) = own.Solve();
        var blend = new Blend(commonWeights, commonBias[0], ownWeights, ownBias, []);
        return table.Heads < table.Models ? blend : DirectionFit.Draw(table, blend, said, second);
    }

    // What the weights are drawn to: of few outcomes the best mixture can't be told, and an even one does well.
    private static readonly double[] s_commonPrior = [0.6, 0.4, 0];
    private static readonly double[] s_ownPrior = [0.3, 0.3, 0.05, 0.1, 0.25];

    // Outcomes, of all models together, that the prior counts for.
    private const double PriorOutcomes = 1500;

    // Weights that all heads share; each head has its own bias.
    private sealed class Regression(double[] prior)
    {
        private readonly int _size = prior.Length;
        private readonly double[,] _normal = new double[prior.Length, prior.Length];
        private readonly double[] _product = new double[prior.Length];
        private int _rows;
        private readonly List<(double[] Means, double Target)> _heads = [];

        public void AddHead((float[] Said, float Target)[] rows)
        {
            var means = new double[_size];
            if (rows.Length == 0)
            {
                _heads.Add((means, 0));
                return;
            }

            var target = rows.Average(r => (double)r.Target);
            for (var k = 0; k < _size; k++)
            {
                means[k] = rows.Average(r => (double)r.Said[k]);
            }

            foreach (var row in rows)
            {
                for (var j = 0; j < _size; j++)
                {
                    _product[j] += (row.Said[j] - means[j]) * (row.Target - target);
                    for (var k = 0; k < _size; k++)
                    {
                        _normal[j, k] += (row.Said[j] - means[j]) * (row.Said[k] - means[k]);
                    }
                }
            }

            _heads.Add((means, target));
            _rows += rows.Length;
        }

        public (float[] Weights, float[] Bias) Solve()
        {
            var strength = PriorOutcomes / Math.Max(1, _rows) * Enumerable.Range(0, _size).Average(k => _normal[k, k]);
            for (var k = 0; k < _size; k++)
            {
                _normal[k, k] += strength;
                _product[k] += strength * prior[k];
            }

            var weights = SmallMatrix.NonNegative(_normal, _product);
            return ([.. weights.Select(w => (float)w)], [.. _heads.Select(h => (float)(h.Target - h.Means.Zip(weights, (m, w) => m * w).Sum()))]);
        }
    }
}
