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
        var common = new Regression(Blend.CommonPredictors);
        common.AddHead([.. Enumerable.Range(0, said.Length).Where(i => !float.IsNaN(table.Means[i])).Select(i => (said[i].Means, table.Means[i]))]);
        var own = new Regression(Blend.Predictors);
        for (var h = 0; h < table.Heads; h++)
        {
            var model = table.ModelOf(h);
            own.AddHead([.. Enumerable.Range(0, said.Length).Where(i => !float.IsNaN(table.Differences[i][model])).Select(i => (
                new[] { said[i].Differences[0][model], said[i].Differences[1][model], said[i].Differences[2][model], second[h][i].Ridge, second[h][i].Trees },
                table.Differences[i][model]))]);
        }

        var (commonWeights, commonBias) = common.Solve();
        var (ownWeights, ownBias) = own.Solve();
        return new Blend(commonWeights, commonBias[0], ownWeights, ownBias);
    }

    // Weights that all heads share; each head has its own bias.
    private sealed class Regression(int size)
    {
        private readonly double[,] _normal = new double[size, size];
        private readonly double[] _product = new double[size];
        private readonly List<(double[] Means, double Target)> _heads = [];

        public void AddHead((float[] Said, float Target)[] rows)
        {
            var means = new double[size];
            if (rows.Length == 0)
            {
                _heads.Add((means, 0));
                return;
            }

            var target = rows.Average(r => (double)r.Target);
            for (var k = 0; k < size; k++)
            {
                means[k] = rows.Average(r => (double)r.Said[k]);
            }

            foreach (var row in rows)
            {
                for (var j = 0; j < size; j++)
                {
                    _product[j] += (row.Said[j] - means[j]) * (row.Target - target);
                    for (var k = 0; k < size; k++)
                    {
                        _normal[j, k] += (row.Said[j] - means[j]) * (row.Said[k] - means[k]);
                    }
                }
            }

            _heads.Add((means, target));
        }

        public (float[] Weights, float[] Bias) Solve()
        {
            var weights = SmallMatrix.NonNegative(_normal, _product);
            return ([.. weights.Select(w => (float)w)], [.. _heads.Select(h => (float)(h.Target - h.Means.Zip(weights, (m, w) => m * w).Sum()))]);
        }
    }
}
