using Mesh.Routing.Learning;
using Mesh.Training.Linear;
using Mesh.Training.Trees;

namespace Mesh.Training.Stages;

/// <summary>The predictors that read what the first stage says of prompts it hadn't seen.</summary>
internal sealed record SecondStage(DenseHeads Ridge, RegressionTrees[] Trees)
{
    /// <summary>Learns from all prompts outside a fold.</summary>
    /// <param name="table">The prompts.</param>
    /// <param name="rows">Head by head, the dense row of each prompt.</param>
    /// <param name="fold">The fold that is left out; -1 for none.</param>
    public static SecondStage Fit(TrainingTable table, float[][][] rows, int fold)
    {
        var (train, size) = (table.Outside(fold), rows[0][0].Length);
        var ridge = new DenseHeads(size, new float[size * table.Heads], new float[table.Heads]);
        var trees = new RegressionTrees[table.Heads];
        for (var h = 0; h < table.Heads; h++)
        {
            var model = table.ModelOf(h);
            float Target(int i) => table.Differences[i][model];
            var (weights, bias) = RidgeFit.Fit(rows[h], train, Target, table.Settings.RidgePenalty);
            weights.CopyTo(ridge.Weights, h * size);
            ridge.Bias[h] = bias;
            trees[h] = TreeFit.Fit(rows[h], train, Target, table.Settings.Trees, table.Random);
        }

        return new SecondStage(ridge, trees);
    }
}
