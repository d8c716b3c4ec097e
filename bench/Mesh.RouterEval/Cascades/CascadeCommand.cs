using Mesh.RouterEval.Scoring;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Cascades;

/// <summary>Trains on one folder's answers and scores another's; cross-validates where both are the same.</summary>
internal static class CascadeCommand
{
    public static int Run(string train, string data, string? to, int seed)
    {
        using var text = new StringWriter();
        var same = Path.GetFullPath(train).TrimEnd('/') == Path.GetFullPath(data).TrimEnd('/');
        var sources = CascadeSource.Read(data);
        var trainings = same ? sources : CascadeSource.Read(train);
        if (sources.Count == 0 || trainings.Count == 0)
        {
            Console.Error.WriteLine($"{(sources.Count == 0 ? data : train)}: no file of pairs with the weak model's answers (prompt, weak, strong, weak_response)");
            return 1;
        }

        foreach (var source in sources)
        {
            Score(source, same ? source : trainings.FirstOrDefault(t => t.Name == source.Name) ?? trainings[0], same, seed, text);
        }

        Console.Write(text.ToString());
        if (to is not null)
        {
            Directory.CreateDirectory(to);
            File.WriteAllText(Path.Combine(to, "cascade.md"), text.ToString());
            foreach (var training in trainings)
            {
                File.WriteAllText(Path.Combine(to, training.Name.Replace('/', '-') + ".confidence.json"), CascadeScores.Train(training.Pairs).ToJson());
            }
        }

        return 0;
    }

    private static void Score(CascadeSource source, CascadeSource training, bool same, int seed, StringWriter text)
    {
        text.WriteLine($"\n## {source.Name}: {(same ? $"{ScoreCommand.Folds}-fold cross-validation, seed {seed}" : $"trained on {training.Name} of the training folder")}\n");
        var scores = same ? CascadeScores.CrossValidate(source.Pairs, ScoreCommand.Folds, seed) : new CascadeScores(seed);
        if (!same)
        {
            scores.Add(training.Pairs, source.Pairs);
        }

        new CascadeReport(scores, text).Print();
        text.WriteLine(ThresholdReport.Head);
        var thresholds = new ThresholdReport(text);
        if (!same)
        {
            thresholds.Print("the training folder", training.Pairs, source.Pairs, seed);
            return;
        }

        var half = QuestionFolds.Of(source.Pairs.Select(p => p.Hashed), 2, seed + 1);
        foreach (var fitted in new[] { 0, 1 })
        {
            thresholds.Print($"half {fitted + 1}", [.. source.Pairs.Where((_, i) => half[i] == fitted)], [.. source.Pairs.Where((_, i) => half[i] != fitted)], seed);
        }

        // Halves of other questions each.
        text.WriteLine($"\n{FitReport.Head}");
        foreach (var deal in new[] { seed, seed + 1 })
        {
            new FitReport(text).Print(source.Pairs, deal);
        }
    }
}
