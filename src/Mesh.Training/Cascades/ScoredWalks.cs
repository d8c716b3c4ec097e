using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Training.Confidence;

namespace Mesh.Training.Cascades;

/// <summary>Walks with a learned scorer as a further source of one tier's confidence.</summary>
/// <param name="tier">The tier.</param>
/// <param name="settings">How scorers are trained.</param>
/// <param name="now">The time now, for the artefact.</param>
internal sealed class ScoredWalks(int tier, ScorerSettings settings, DateTimeOffset now)
{
    private const string Source = "scorer";

    private const uint Folds = 5;

    /// <summary>Trains one from all answers of the tier that were judged.</summary>
    /// <exception cref="ArgumentException">Too few; the message says how many it takes.</exception>
    public ScorerArtifact Train(IReadOnlyList<RecordedWalk> walks)
    {
        JudgedAnswer[] judged =
        [
            .. walks.Where(w => w.Tiers.Count > tier && w.Tiers[tier] is { Quality: not null, Features.Length: > 0 })
                .Select(w => JudgedAnswer.Of(w.Tiers[tier].Features, w.Question, (float)w.Tiers[tier].Quality!.Value, w.IsWhole(w.Tiers.Count) && w.Tiers.Count > tier + 1 ? (float)w.Tiers[^1].Quality!.Value : float.NaN)),
        ];
        return ScorerTraining.Train(judged, settings, now);
    }

    /// <summary>The walks, each scored by a scorer that had not seen its question.</summary>
    /// <exception cref="ArgumentException">Too few to leave a fifth of them out.</exception>
    public IReadOnlyList<RecordedWalk> Unseen(IReadOnlyList<RecordedWalk> walks)
    {
        var scored = new RecordedWalk[walks.Count];
        for (var fold = 0u; fold < Folds; fold++)
        {
            var scorer = Train([.. walks.Where(w => FoldOf(w) != fold)]).Scorer;
            foreach (var (place, walk) in walks.Index().Where(w => FoldOf(w.Item) == fold))
            {
                scored[place] = With(scorer, walk);
            }
        }

        return scored;
    }

    /// <summary>The walks with what a scorer says.</summary>
    public IReadOnlyList<RecordedWalk> With(LearnedScorer scorer, IReadOnlyList<RecordedWalk> walks) => [.. walks.Select(w => With(scorer, w))];

    /// <summary>The names of the tier's other sources, as they were first heard.</summary>
    public IReadOnlyList<string> Beside(IReadOnlyList<RecordedWalk> walks) => [.. walks.SelectMany(w => w.Tiers[tier].Parts).Select(p => p.Source).Where(s => s is not (Source or "tool call")).Distinct(StringComparer.Ordinal)];

    // Other numbers than those that deal the halves.
    private uint FoldOf(RecordedWalk walk) => FeatureHash.Pair((uint)settings.Seed + Folds, walk.Question) % Folds;

    private RecordedWalk With(LearnedScorer scorer, RecordedWalk walk)
    {
        var given = walk.Tiers[tier];
        if (given.Features.Length == 0)
        {
            return walk;
        }

        ConfidencePart[] parts = [.. given.Parts.Where(p => p.Source != Source), new ConfidencePart(Source, scorer.Score(given.Features).Keep, LearnedScorer.Weight)];
        return walk with { Tiers = [.. walk.Tiers.Select((t, at) => at == tier ? t with { Parts = parts, Confidence = AnswerConfidence.Of(parts).Value } : t)] };
    }
}
