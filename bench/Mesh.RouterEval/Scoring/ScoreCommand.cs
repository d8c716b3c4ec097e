using Mesh.RouterEval.Sources;
using Mesh.Training;

namespace Mesh.RouterEval.Scoring;

/// <summary>Trains on one folder and scores another; cross-validates where both are the same.</summary>
internal static class ScoreCommand
{
    public const int Folds = 5;

    // Of the outer folds alone; trials belong under another seed.
    public const int Seed = 77;

    public static int Run(string train, string score, string? only, int seed = Seed, bool robust = true)
    {
        var trainings = SourceReader.Read(train);
        var same = Path.GetFullPath(train).TrimEnd('/') == Path.GetFullPath(score).TrimEnd('/');
        var folds = new OuterFolds(trainings, new TrainingSettings(), Folds, seed);
        foreach (var source in (same ? trainings : SourceReader.Read(score)).Where(s => only is null || s.Name.Contains(only, StringComparison.Ordinal)))
        {
            var robustness = robust ? new Robustness() : null;
            var training = same ? null : folds.TrainingFor(source);
            var predictions = training is null ? folds.CrossValidate(source, robustness) : folds.Score(training, source, robustness);
            Console.WriteLine(training is null ? $"\n{source.Name}: {Folds}-fold cross-validation" : $"\n{source.Name}: trained on {training.Name} of the training folder");
            new Report(source, predictions, Console.Out).Print(robustness);
        }

        return 0;
    }
}
