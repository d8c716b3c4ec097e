using Mesh.Strategies.Confidence.Calibration;

namespace Mesh.Training.Cascades;

/// <summary>How thresholds do on walks that they were not chosen from.</summary>
/// <param name="Walks">How many these are.</param>
/// <param name="Quality">Mean quality of what the cascade would have given.</param>
/// <param name="LastQuality">Mean quality of the last tier's answers to the same.</param>
/// <param name="QualityShare">The one as a share of the other.</param>
/// <param name="CostUsd">Mean cost of the cascade in USD.</param>
/// <param name="LastCostUsd">Mean cost of asking the last tier alone.</param>
/// <param name="CostShare">The one as a share of the other.</param>
/// <param name="Given">Share of the walks that each tier would have ended.</param>
public sealed record CascadeTrial(int Walks, double Quality, double LastQuality, Interval QualityShare, double CostUsd, double LastCostUsd, Interval CostShare, IReadOnlyList<double> Given)
{
    private const int Rounds = 1000;
    private const int Seed = 20;

    /// <summary>Tries thresholds.</summary>
    /// <param name="walks">Whole walks.</param>
    /// <param name="tables">The thresholds of each tier but the last.</param>
    /// <param name="goal">What they were chosen for.</param>
    internal static CascadeTrial Of(IReadOnlyList<RecordedWalk> walks, IReadOnlyList<ThresholdTable> tables, ThresholdGoal goal)
    {
        int[] ends = [.. walks.Select(w => End(w, tables, goal))];
        double[] quality = [.. walks.Select((w, i) => w.Tiers[ends[i]].Quality!.Value)];
        double[] cost = [.. walks.Select((w, i) => w.Tiers.Take(ends[i] + 1).Sum(t => t.CostUsd))];
        double[] lastQuality = [.. walks.Select(w => w.Tiers[^1].Quality!.Value)];
        double[] lastCost = [.. walks.Select(w => w.Tiers[^1].CostUsd)];
        return new CascadeTrial(
            walks.Count,
            quality.Average(),
            lastQuality.Average(),
            Share(quality, lastQuality),
            cost.Average(),
            lastCost.Average(),
            Share(cost, lastCost),
            [.. Enumerable.Range(0, tables.Count + 1).Select(t => (double)ends.Count(e => e == t) / walks.Count)]);
    }

    private static int End(RecordedWalk walk, IReadOnlyList<ThresholdTable> tables, ThresholdGoal goal)
    {
        for (var tier = 0; tier < tables.Count; tier++)
        {
            if (tables[tier].For(walk.Task, goal) is { } least && walk.Tiers[tier].Confidence >= least)
            {
                return tier;
            }
        }

        return tables.Count;
    }

    // Both of one draw: they are of the same walks.
    private static Interval Share(double[] ours, double[] theirs)
    {
        var (random, found) = (new Random(Seed), new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            var (one, other) = (0.0, 0.0);
            for (var i = 0; i < ours.Length; i++)
            {
                var drawn = random.Next(ours.Length);
                (one, other) = (one + ours[drawn], other + theirs[drawn]);
            }

            found[round] = Ratio(one, other);
        }

        Array.Sort(found);
        return new Interval(Ratio(ours.Sum(), theirs.Sum()), found[(int)(0.025 * Rounds)], found[(int)(0.975 * Rounds) - 1]);
    }

    private static double Ratio(double one, double other) => other > 0 ? one / other : one > 0 ? double.PositiveInfinity : 1;
}
