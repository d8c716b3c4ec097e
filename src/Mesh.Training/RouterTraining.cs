using Mesh.Routing.Learning;
using Mesh.Training.Stages;

namespace Mesh.Training;

/// <summary>
/// Trains a learned router from recorded outcomes: regressions, kinds and clusters first, then a dense regression and trees over what
/// these say of prompts they hadn't seen, at last the weights of all. The same outcomes, settings and seed make the same router.
/// </summary>
public static class RouterTraining
{
    /// <summary>Outcomes needed at least.</summary>
    public const int LeastOutcomes = 50;

    /// <summary>Trains a router.</summary>
    /// <param name="models">Names of the models, at least two.</param>
    /// <param name="outcomes">What was recorded.</param>
    /// <param name="others">Other sources' prompts, with how good answers to them were; may be empty.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="trainedAt">The time now, for the artefact.</param>
    /// <exception cref="ArgumentException">Fewer than two models, too few outcomes, or an outcome whose qualities don't fit the models.</exception>
    public static RouterArtifact Train(IReadOnlyList<string> models, IReadOnlyList<OutcomeRow> outcomes, IReadOnlyList<IReadOnlyList<DifficultyRow>> others, TrainingSettings settings, DateTimeOffset trainedAt)
    {
        Check(models, outcomes);
        ArgumentNullException.ThrowIfNull(settings);
        var table = TrainingTable.Of(outcomes, others, settings);
        var wide = WideChoice.Fit(table);
        var said = new Said[outcomes.Count];
        for (var fold = 0; fold < settings.Folds; fold++)
        {
            var first = FirstStage.Fit(table, wide[fold], fold);
            foreach (var i in Inside(table, fold))
            {
                said[i] = first.Predict(table, i);
            }
        }

        var rows = Enumerable.Range(0, table.Heads).Select(h => said.Select(s => s.RowOf(table.ModelOf(h))).ToArray()).ToArray();
        var penalty = SecondStage.ChoosePenalty(table, rows);
        var unseen = UnseenStage.Of(table, rows, penalty);
        var blend = BlendFit.Fit(table, said, unseen.Said);
        var (all, last) = (FirstStage.Fit(table, wide[^1], -1), SecondStage.Fit(table, rows, -1, penalty, unseen.Trees));
        var router = new LearnedRouter([.. models], new LearnedParts(table.Vocabulary, all.Wide, all.Auxiliary, table.Embedding, all.Kinds, all.Clusters, last.Ridge, last.Trees, blend));
        // Through its bytes: the router that is handed out is the one that a silo will load.
        return RouterArtifact.FromBytes(new RouterArtifact(router, UnseenEvaluation.Of(table, blend, said, unseen.Said), trainedAt).ToBytes());
    }

    private static IEnumerable<int> Inside(TrainingTable table, int fold) => Enumerable.Range(0, table.Folds.Length).Where(i => table.Folds[i] == fold);

    private static void Check(IReadOnlyList<string> models, IReadOnlyList<OutcomeRow> outcomes)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (models.Count < 2)
        {
            throw new ArgumentException($"models: {models.Count} named, a router chooses among at least 2", nameof(models));
        }

        if (outcomes.Count < LeastOutcomes)
        {
            throw new ArgumentException($"outcomes: {outcomes.Count} recorded, at least {LeastOutcomes} are needed", nameof(outcomes));
        }

        if (outcomes.FirstOrDefault(o => o.Qualities.Length != models.Count) is { } odd)
        {
            throw new ArgumentException($"outcomes: one holds {odd.Qualities.Length} qualities for {models.Count} models", nameof(outcomes));
        }
    }
}
