using Mesh.Routing.Learning;
using Mesh.Training.Linear;

namespace Mesh.Training.Stages;

/// <summary>Chooses the penalty of the regressions: the one that tells the models' differences best on prompts it hasn't seen.</summary>
internal static class WideChoice
{
    /// <summary>Prompts times models that are fitted for a choice at most; beyond it some models have to do for all.</summary>
    private const int MostModels = 4;

    // Prompts that are judged for a choice: more cost more than they tell.
    private const int EnoughJudged = 2500;

    /// <summary>The regressions without each fold in turn, and with all prompts (the last one).</summary>
    public static LinearHeads[] Fit(TrainingTable table)
    {
        var fit = new LogisticFit(table.Rows, table.Vocabulary.Count);
        var penalty = Choose(table, fit);
        return [.. Enumerable.Range(0, table.Settings.Folds).Append(-1).Select(f => fit.Heads(table.Outside(f), table.Known, penalty))];
    }

    private static float Choose(TrainingTable table, LogisticFit fit)
    {
        var penalties = table.Settings.Penalties;
        if (penalties.Count == 1)
        {
            return penalties[0];
        }

        var some = table.Qualities.Select(q => Some(q)).ToArray();
        return penalties.MinBy(p => Error(table, fit, some, p));
    }

    private static float[] Some(float[] qualities) =>
        qualities.Length <= MostModels ? qualities : [.. Enumerable.Range(0, MostModels).Select(k => qualities[k * qualities.Length / MostModels])];

    private static double Error(TrainingTable table, LogisticFit fit, float[][] targets, float penalty)
    {
        var models = targets[0].Length;
        var (said, saidDifference, difference) = (new float[models], new float[models], new float[models]);
        var error = 0.0;
        var judged = 0;
        for (var fold = 0; fold < table.Settings.Folds && judged < EnoughJudged; fold++)
        {
            var heads = fit.Heads(table.Outside(fold), targets, penalty);
            foreach (var i in Enumerable.Range(0, targets.Length).Where(i => table.Folds[i] == fold))
            {
                judged++;
                heads.Predict(table.Rows.Columns(i), table.Rows.Values(i), said);
                StackedFeatures.Split(said, saidDifference);
                StackedFeatures.Split(targets[i], difference);
                for (var m = 0; m < models; m++)
                {
                    error += float.IsNaN(difference[m]) ? 0 : Math.Pow(saidDifference[m] - difference[m], 2);
                }
            }
        }

        return error;
    }
}
