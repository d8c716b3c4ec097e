using System.Globalization;
using Mesh.RouterEval.Floors;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;
using Mesh.Training;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Scoring;

/// <summary>
/// Trains and asks every router: by cross-validation where training and scoring folder are one (a question falls into one fold in
/// every source), else once on the training folder's source of the same name or models.
/// </summary>
internal sealed class OuterFolds(IReadOnlyList<Source> trainings, TrainingSettings settings, int folds, int seed)
{
    private static readonly string[] s_parts = ["ours: regressions alone", "ours: kinds alone", "ours: clusters alone", "ours: dense regression alone", "ours: trees alone"];

    // Smaller sources say nothing about how hard prompts are.
    private const int LeastOfOther = 200;

    /// <summary>Cross-validates one source.</summary>
    public Predictions CrossValidate(Source source, Robustness? robustness)
    {
        var predictions = new Predictions();
        var foldOf = QuestionFolds.Of(source.Questions.Select(q => q.Hashed), folds, seed);
        for (var fold = 0; fold < folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] == fold)];
            Ask(source.With(Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] != fold)), source.With(inside), fold, predictions, robustness);
            predictions.Questions.AddRange(inside);
            predictions.Folds.AddRange(inside.Select(_ => fold));
            Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {source.Name}: fold {fold + 1} of {folds}");
        }

        return predictions;
    }

    /// <summary>Scores a source that training didn't see.</summary>
    public Predictions Score(Source training, Source scored, Robustness? robustness)
    {
        var predictions = new Predictions();
        Ask(training, scored, 0, predictions, robustness);
        predictions.Questions.AddRange(Enumerable.Range(0, scored.Questions.Length));
        predictions.Folds.AddRange(scored.Questions.Select(_ => 0));
        return predictions;
    }

    /// <summary>The training folder's source for a scored one: of the same name and models, else of the same models; null where there is none.</summary>
    public Source? TrainingFor(Source scored) =>
        trainings.FirstOrDefault(t => t.Name == scored.Name && t.Models.SequenceEqual(scored.Models)) ?? trainings.FirstOrDefault(t => !t.IsPair && t.Models.SequenceEqual(scored.Models));

    private void Ask(Source train, Source test, int fold, Predictions predictions, Robustness? robustness)
    {
        var router = Train(train, test);
        var (scratch, ours) = (new PredictionScratch(), new float[test.Questions.Length][]);
        var parts = s_parts.Select(_ => new float[ours.Length][]).ToArray();
        for (var i = 0; i < ours.Length; i++)
        {
            router.Score(test.Questions[i].Prompt, scratch, ours[i] = new float[test.Models.Length]);
            var apart = Enumerable.Range(0, test.Models.Length).Select(m => router.Apart(scratch, m)).ToArray();
            for (var p = 0; p < s_parts.Length; p++)
            {
                parts[p][i] = [.. apart.Select(a => a[p])];
            }
        }

        robustness?.Ask(router, test, ours);
        var learned = Floor.Learned(train, test);
        learned[Predictions.Ours] = ours;
        foreach (var (p, name) in s_parts.Index())
        {
            learned[name] = parts[p];
        }

        Console.Error.WriteLine($"  weights: {string.Join(' ', router.Parts.Blend.Own.Select(o => o.ToString("0.00", CultureInfo.InvariantCulture)))}");
        predictions.Add(Floor.Shapes(test, new Random(seed + fold)), learned);
    }

    private LearnedRouter Train(Source train, Source test)
    {
        HashSet<uint> tested = [.. test.Questions.Select(q => q.Hashed.Question)];
        var rows = train.Questions.AsEnumerable();
        if (train.Questions.Length < 2 * RouterTraining.LeastOutcomes && train.IsPair)
        {
            // Too few to learn from: the other pairs join.
            rows = rows.Concat(trainings.Where(t => t.IsPair && t.Name != train.Name).SelectMany(t => t.Questions).Where(q => !tested.Contains(q.Hashed.Question)));
        }

        DifficultyRow[][] others = [.. trainings
            .Where(t => t.Name != train.Name && t.Questions.Length >= LeastOfOther)
            .Select(t => t.Questions.Where(q => !tested.Contains(q.Hashed.Question) && !float.IsNaN(q.Ease)).Select(q => new DifficultyRow(q.Hashed, q.Ease)).ToArray())];
        return RouterTraining.Train(train.Models, [.. rows.Select(q => new OutcomeRow(q.Hashed, q.Kind, q.Qualities))], others, settings, DateTimeOffset.UnixEpoch).Router;
    }
}
