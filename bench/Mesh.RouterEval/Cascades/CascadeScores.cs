using Mesh.Strategies.Confidence.Scoring;
using Mesh.Training.Confidence;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Cascades;

/// <summary>What every router said of questions that it hadn't seen.</summary>
internal sealed class CascadeScores
{
    public const string Ours = "learned scorer";
    public const string OursRight = "learned scorer: probability of right alone";
    public const string Oracle = "oracle";

    private readonly Random _ties;
    private readonly int _seed;

    public CascadeScores(int seed) => (_seed, _ties) = (seed, new Random(seed));

    public List<AnsweredPair> Pairs { get; } = [];

    public List<ScoredAnswer> Scored { get; } = [];

    /// <summary>By router, ranks from 0 to 1: each fold has scores of its own scale. Ties are broken by lot.</summary>
    public Dictionary<string, List<float>> Ranks { get; } = new(StringComparer.Ordinal);

    /// <summary>By cross-validation over questions.</summary>
    public static CascadeScores CrossValidate(AnsweredPair[] pairs, int folds, int seed)
    {
        var scores = new CascadeScores(seed);
        var foldOf = QuestionFolds.Of(pairs.Select(p => p.Hashed), folds, seed);
        for (var fold = 0; fold < folds; fold++)
        {
            scores.Add([.. pairs.Where((_, i) => foldOf[i] != fold)], [.. pairs.Where((_, i) => foldOf[i] == fold)]);
        }

        return scores;
    }

    /// <summary>Trains on some questions and scores others.</summary>
    public void Add(AnsweredPair[] train, AnsweredPair[] test)
    {
        var scored = Score(train, test);
        var said = CascadeFloors.Score(train, test, new Random(_seed + Pairs.Count));
        said[OursRight] = [.. scored.Select(s => (float)-s.Right)];
        said[Ours] = [.. scored.Select(s => (float)-s.Keep)];
        said[Oracle] = [.. test.Select(p => p.Strong - p.Weak)];
        foreach (var (name, values) in said)
        {
            (Ranks.TryGetValue(name, out var list) ? list : Ranks[name] = []).AddRange(Ranked(values));
        }

        Pairs.AddRange(test);
        Scored.AddRange(scored);
    }

    /// <summary>The scorer's words on questions that it hadn't seen.</summary>
    public static ScoredAnswer[] Score(AnsweredPair[] train, AnsweredPair[] test)
    {
        var scorer = Train(train).Scorer;
        return [.. test.Select(p => scorer.Score(p.Checks, p.Prompt))];
    }

    public static ScorerArtifact Train(AnsweredPair[] train) => ScorerTraining.Train([.. train.Select(p => p.Judged)], new ScorerSettings(), DateTimeOffset.UnixEpoch);

    private float[] Ranked(float[] values)
    {
        var (ranks, lot) = (new float[values.Length], values.Select(_ => _ties.Next()).ToArray());
        foreach (var (rank, i) in Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ThenBy(i => lot[i]).Index())
        {
            ranks[i] = (rank + 0.5f) / values.Length;
        }

        return ranks;
    }
}
