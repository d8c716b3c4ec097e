using Mesh.Routing.Learning;

namespace Mesh.Training.Stages;

/// <summary>What the blend comes to on prompts that no predictor in it had seen.</summary>
internal static class UnseenEvaluation
{
    private const int Bins = 10;

    public static RouterEvaluation Of(TrainingTable table, Blend blend, Said[] said, (float Ridge, float Trees)[][] second)
    {
        var predicted = Enumerable.Range(0, said.Length).Select(i => Predict(table, blend, said[i], h => second[h][i])).ToArray();
        double chosen = 0, hindsight = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            var known = table.Known[i].Select((q, m) => (Quality: q, Said: predicted[i][m])).Where(k => !float.IsNaN(k.Quality)).DefaultIfEmpty().ToArray();
            chosen += known.MaxBy(k => k.Said).Quality;
            hindsight += known.Max(k => k.Quality);
        }

        ModelEvaluation[] models = [.. Enumerable.Range(0, table.Models).Select(m => Model(table, predicted, m))];
        return new RouterEvaluation(said.Length, table.Settings.Folds, table.Settings.Seed, chosen / said.Length, models.Max(m => m.Quality), hindsight / said.Length, models);
    }

    private static float[] Predict(TrainingTable table, Blend blend, Said said, Func<int, (float Ridge, float Trees)> second)
    {
        var (differences, qualities) = (new float[table.Models], new float[table.Models]);
        for (var h = 0; h < table.Heads; h++)
        {
            var (model, (ridge, trees)) = (table.ModelOf(h), second(h));
            differences[model] = blend.Weigh(said.Differences[0][model], said.Differences[1][model], said.Differences[2][model], ridge, trees);
        }

        blend.Join(said.Means, differences, qualities);
        return qualities;
    }

    private static ModelEvaluation Model(TrainingTable table, float[][] predicted, int model)
    {
        var known = Enumerable.Range(0, predicted.Length).Where(i => !float.IsNaN(table.Known[i][model]))
            .Select(i => (Said: (double)Math.Clamp(predicted[i][model], 0, 1), Was: (double)table.Known[i][model])).ToArray();
        if (known.Length == 0)
        {
            return new ModelEvaluation(0, 0, 0, 0);
        }

        var mean = known.Average(k => k.Was);
        return new ModelEvaluation(
            mean,
            known.Average(k => (k.Said - k.Was) * (k.Said - k.Was)),
            known.Average(k => (mean - k.Was) * (mean - k.Was)),
            known.GroupBy(k => (int)Math.Min(Bins - 1, k.Said * Bins)).Sum(b => Math.Abs(b.Sum(k => k.Said) - b.Sum(k => k.Was))) / known.Length);
    }
}
