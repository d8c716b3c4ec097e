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
    /// <param name="penalty">Of the dense regression.</param>
    /// <param name="count">Of the trees.</param>
    public static SecondStage Fit(TrainingTable table, float[][][] rows, int fold, double penalty, int count)
    {
        var (train, size) = (table.Outside(fold), rows[0][0].Length);
        var ridge = new DenseHeads(size, new float[size * table.Heads], new float[table.Heads]);
        var trees = new RegressionTrees[table.Heads];
        for (var h = 0; h < table.Heads; h++)
        {
            var model = table.ModelOf(h);
            float Target(int i) => table.Differences[i][model];
            var (weights, bias) = RidgeFit.Fit(rows[h], train, Target, penalty);
            weights.CopyTo(ridge.Weights, h * size);
            ridge.Bias[h] = bias;
            trees[h] = TreeFit.Fit(rows[h], train, Target, table.Settings.Trees with { Trees = count }, table.Random);
        }

        return new SecondStage(ridge, trees);
    }

    /// <summary>The penalty that tells the differences best on prompts of the folds that were left out.</summary>
    public static double ChoosePenalty(TrainingTable table, float[][][] rows) => table.Settings.RidgePenalties.MinBy(p =>
        Enumerable.Range(0, table.Settings.Folds).Sum(fold => Enumerable.Range(0, table.Heads).Sum(h => Error(table, rows[h], fold, table.ModelOf(h), p))));

    private static double Error(TrainingTable table, float[][] rows, int fold, int model, double penalty)
    {
        var (weights, bias) = RidgeFit.Fit(rows, table.Outside(fold), i => table.Differences[i][model], penalty);
        return Enumerable.Range(0, rows.Length).Where(i => table.Folds[i] == fold && !float.IsNaN(table.Differences[i][model]))
            .Sum(i => Math.Pow(bias + Dense.Dot(rows[i], weights) - table.Differences[i][model], 2));
    }
}
