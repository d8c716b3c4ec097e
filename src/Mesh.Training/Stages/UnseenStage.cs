using Mesh.Routing.Learning;
using Mesh.Training.Trees;

namespace Mesh.Training.Stages;

/// <summary>What the second stage says of prompts that it hadn't seen, and how many trees came closest there: more learn noise by heart.</summary>
internal sealed record UnseenStage((float Ridge, float Trees)[][] Said, int Trees)
{
    /// <summary>Learns without each fold in turn and asks about it.</summary>
    /// <param name="table">The prompts.</param>
    /// <param name="rows">Head by head, the dense row of each prompt.</param>
    /// <param name="penalty">Of the dense regression.</param>
    public static UnseenStage Of(TrainingTable table, float[][][] rows, double penalty)
    {
        int[] counts = [.. table.Settings.TreeCounts];
        var ridge = rows.Select(r => new float[r.Length]).ToArray();
        var trees = counts.Select(_ => rows.Select(r => new float[r.Length]).ToArray()).ToArray();
        for (var fold = 0; fold < table.Settings.Folds; fold++)
        {
            var second = SecondStage.Fit(table, rows, fold, penalty, counts[^1]);
            foreach (var i in Enumerable.Range(0, table.Folds.Length).Where(i => table.Folds[i] == fold))
            {
                for (var h = 0; h < table.Heads; h++)
                {
                    ridge[h][i] = second.Ridge.Predict(h, rows[h][i]);
                }
            }

            for (var c = 0; c < counts.Length; c++)
            {
                Ask(table, rows, fold, [.. second.Trees.Select(t => TreeFit.First(t, counts[c]))], trees[c]);
            }
        }

        var best = Enumerable.Range(0, counts.Length).MinBy(c => Error(table, trees[c]));
        return new UnseenStage([.. ridge.Zip(trees[best], (r, t) => r.Zip(t).ToArray())], counts[best]);
    }

    private static void Ask(TrainingTable table, float[][][] rows, int fold, RegressionTrees[] trees, float[][] said)
    {
        foreach (var i in Enumerable.Range(0, table.Folds.Length).Where(i => table.Folds[i] == fold))
        {
            for (var h = 0; h < table.Heads; h++)
            {
                said[h][i] = trees[h].Predict(rows[h][i]);
            }
        }
    }

    private static double Error(TrainingTable table, float[][] said) => Enumerable.Range(0, table.Heads).Sum(h =>
        said[h].Select((s, i) => s - table.Differences[i][table.ModelOf(h)]).Where(e => !float.IsNaN(e)).Sum(e => (double)e * e));
}
