using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Calibration;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Training.Confidence;

namespace Mesh.Training.Cascades;

/// <summary>
/// Fits the thresholds of a cascade on one half of its audited walks and tries them on the other half; the same question falls into one half. Of more than two tiers each
/// but the last is fitted as if it stood before the last one alone; the trial is of all together.
/// </summary>
public static class CascadeFit
{
    /// <summary>Whole audited walks that it takes, both halves together.</summary>
    public const int LeastWalks = 100;

    private const double Right = 0.5;

    /// <summary>Fits.</summary>
    /// <param name="walks">Recorded walks of one cascade, the oldest first.</param>
    /// <param name="tiers">How many tiers it has.</param>
    /// <param name="goal">What to reach.</param>
    /// <exception cref="ArgumentException">A field of the goal can't be, or walks are too few; the message says how many it takes.</exception>
    public static FittedCascade Fit(IReadOnlyList<RecordedWalk> walks, int tiers, CascadeGoal goal)
    {
        goal.Check();
        var (fitted, tried) = Halves(walks, tiers, goal);
        return Fit(fitted, tried, tiers, goal, scorer: null, []);
    }

    /// <summary>Trains a scorer on the first half beside, and fits with it as a further source of one tier.</summary>
    /// <param name="walks">Recorded walks of one cascade, the oldest first.</param>
    /// <param name="tiers">How many tiers it has.</param>
    /// <param name="goal">What to reach.</param>
    /// <param name="tier">The tier that the scorer is for.</param>
    /// <param name="settings">How to train it.</param>
    /// <param name="now">The time now, for the artefact.</param>
    /// <exception cref="ArgumentException">As <see cref="Fit(IReadOnlyList{RecordedWalk}, int, CascadeGoal)"/>; or too few judged answers for a scorer.</exception>
    public static FittedCascade Fit(IReadOnlyList<RecordedWalk> walks, int tiers, CascadeGoal goal, int tier, ScorerSettings settings, DateTimeOffset now)
    {
        goal.Check();
        var (fitted, tried) = Halves(walks, tiers, goal);
        var scored = new ScoredWalks(tier, settings, now);

        // What was judged and not audited tells the scorer something too; the half that is tried must be unseen.
        var artifact = scored.Train([.. walks.Where(w => IsFitted(w, goal))]);
        return Fit(scored.Unseen(fitted), scored.With(artifact.Scorer, tried), tiers, goal, artifact, scored.Beside(fitted));
    }

    private static FittedCascade Fit(IReadOnlyList<RecordedWalk> fitted, IReadOnlyList<RecordedWalk> tried, int tiers, CascadeGoal goal, ScorerArtifact? scorer, IReadOnlyList<string> beside)
    {
        var threshold = Threshold(fitted, goal);
        ThresholdTable[] tables = [.. Enumerable.Range(0, tiers - 1).Select(t => ThresholdTable.Fit([.. fitted.Select(w => Row(w, t))], threshold))];
        return new FittedCascade(tables, threshold, CascadeTrial.Of(tried, tables, threshold), fitted.Count, scorer, beside);
    }

    private static (IReadOnlyList<RecordedWalk> Fitted, IReadOnlyList<RecordedWalk> Tried) Halves(IReadOnlyList<RecordedWalk> walks, int tiers, CascadeGoal goal)
    {
        RecordedWalk[] whole = [.. walks.Where(w => w.IsWhole(tiers))];
        if (whole.Length < LeastWalks)
        {
            throw new ArgumentException(
                $"walks: {whole.Length} of {walks.Count} recorded ones are audited and whole, at least {LeastWalks} are needed, {LeastWalks / 2} to fit and {LeastWalks / 2} to try; "
                + $"{walks.Count(w => w.Audited)} are audited, and of {walks.Count(w => w.Audited && w.Tiers.Count == tiers)} of these each of the {tiers} tiers has answered");
        }

        var halves = whole.ToLookup(w => IsFitted(w, goal));
        if (Math.Min(halves[true].Count(), halves[false].Count()) < LeastWalks / 4)
        {
            throw new ArgumentException($"walks: the {whole.Length} whole ones ask too few different questions to be cut into halves; record others");
        }

        return ([.. halves[true]], [.. halves[false]]);
    }

    private static bool IsFitted(RecordedWalk walk, CascadeGoal goal) => FeatureHash.Pair((uint)goal.Seed, walk.Question) % 2 == 0;

    private static ThresholdGoal Threshold(IReadOnlyList<RecordedWalk> fitted, CascadeGoal goal)
    {
        if (goal.Cost is { } share)
        {
            var cost = share * fitted.Average(w => w.Tiers[^1].CostUsd);
            return cost > 0 ? new ThresholdGoal { Method = ThresholdMethod.Cost, MostCost = cost, LeastRows = goal.LeastOfClass }
                : throw new ArgumentException("cost: the last tier cost nothing, so that no share of it can be reached; set a quality");
        }

        var wrong = 1 - (goal.Quality!.Value * fitted.Average(w => IsRight(w.Tiers[^1]) ? 1.0 : 0));
        return wrong is > 0 and < 1
            ? new ThresholdGoal { Method = goal.IsIsotonic ? ThresholdMethod.Isotonic : ThresholdMethod.BothTiers, MostWrong = wrong, MayMiss = goal.MayMiss, LeastRows = goal.LeastOfClass }
            : throw new ArgumentException(wrong <= 0 ? "quality: the last tier was never wrong, and nothing may be wrong then; set a quality below 1" : "quality: the last tier was never right; there is nothing to reach");
    }

    // Whoever goes on pays for all that come later: with more tiers than two that is the most it can be.
    private static CalibrationRow Row(RecordedWalk walk, int tier) => new(
        walk.Tiers[tier].Confidence ?? 0,
        IsRight(walk.Tiers[tier]),
        walk.Task,
        walk.Tiers.Take(tier + 1).Sum(t => t.CostUsd),
        walk.Tiers.Skip(tier + 1).Sum(t => t.CostUsd),
        IsRight(walk.Tiers[^1]));

    private static bool IsRight(TierOutcome tier) => tier.Quality >= Right;
}
