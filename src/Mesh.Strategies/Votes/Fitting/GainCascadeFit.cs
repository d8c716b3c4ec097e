using System.Numerics;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>
/// Every cascade of a few cheap members before a strong one, with every threshold: who is asked in order of price, the strong ones being the
/// best by accuracy; beside them the rule that all must agree. The cheapest that reaches a goal is then chosen. Bounded by <see cref="MostPriced"/> and <see cref="GainFitSettings"/>.
/// </summary>
public static class GainCascadeFit
{
    /// <summary>Most members with a price; of more the cheapest and the best are taken.</summary>
    public const int MostPriced = 16;

    private const double Penalty = 3;

    // Gains of -6 to 25 points in steps of less than one.
    private static readonly double[] s_thresholds = [.. Enumerable.Range(-8, 40).Select(i => i * 0.008)];

    /// <summary>All candidates that no other one beats in quality and cost at once, cheapest first.</summary>
    /// <param name="rows">The questions.</param>
    /// <param name="scale">What is known of the members, from the same questions.</param>
    /// <param name="settings">Bounds.</param>
    public static IReadOnlyList<CascadeCandidate> Frontier(IReadOnlyList<RecordedQuestion> rows, MemberScale scale, GainFitSettings settings)
    {
        var costs = Enumerable.Range(0, scale.Accuracies.Length).Select(m => rows.Average(r => r.Costs[m])).ToArray();
        int[] priced = [.. Enumerable.Range(0, costs.Length).Where(m => !double.IsNaN(costs[m]))];
        priced = priced.Length <= MostPriced ? priced : [.. priced.OrderBy(m => costs[m]).Take(MostPriced / 2).Union(priced.OrderByDescending(m => scale.Accuracies[m])).Take(MostPriced)];
        if (priced.Length == 0)
        {
            return [];
        }

        var strongest = Strongest(priced, scale);
        var single = rows.Select(r => r.Quality(strongest)).ToArray();
        List<CascadeCandidate> found = [.. priced.Select(m => Single(rows, m, scale, single, costs[m]))];
        foreach (var last in priced.OrderByDescending(m => scale.Accuracies[m]).Take(settings.MostLast))
        {
            int[] cheap = [.. priced.Where(m => m != last && costs[m] < settings.CheapShare * costs[last]).OrderBy(m => costs[m])];
            for (var mask = 1u; mask < 1u << cheap.Length; mask++)
            {
                if (BitOperations.PopCount(mask) <= settings.MostMembers)
                {
                    int[] members = [.. cheap.Where((_, i) => (mask >> i & 1) == 1)];
                    found.AddRange(Candidates(rows, members, last, scale, single));
                    found.AddRange(AgreementRules.Of(members, last, scale).Select(c => Replayed(rows, c, single)));
                }
            }
        }

        return Undominated(found);
    }

    /// <summary>The member that is right most often, of equals the first.</summary>
    public static int Strongest(IEnumerable<int> members, MemberScale scale) => members.MaxBy(m => scale.Accuracies[m]);

    private static CascadeCandidate Single(IReadOnlyList<RecordedQuestion> rows, int member, MemberScale scale, double[] single, double cost)
    {
        var differences = rows.Select((r, i) => r.Quality(member) - single[i]).ToArray();
        return new CascadeCandidate(new GainCascade([], member, false, [], 0, scale), rows.Average(r => r.Quality(member)), Error(differences), cost);
    }

    private static IEnumerable<CascadeCandidate> Candidates(IReadOnlyList<RecordedQuestion> rows, int[] members, int last, MemberScale scale, double[] single)
    {
        var (stages, unseen, leading) = (new double[members.Length][], new double[members.Length][], new double[members.Length][]);
        for (var k = 0; k < members.Length; k++)
        {
            var (signals, gains) = (new double[rows.Count][], new double[rows.Count]);
            leading[k] = new double[rows.Count];
            for (var i = 0; i < rows.Count; i++)
            {
                signals[i] = new double[GainSignals.Count];
                leading[k][i] = rows[i].Of(GainSignals.Write(rows[i].Given, members.AsSpan(0, k + 1), scale, signals[i]));
                gains[i] = rows[i].Quality(last) - leading[k][i];
            }

            (stages[k], unseen[k]) = LeaveOneOutRidge.Fit(signals, gains, Penalty);
        }

        foreach (var votes in (bool[])[false, true])
        {
            var ends = rows.Select(r => r.Of(new GainCascade(members, last, votes, stages, 0, scale).End(r.Given, members.Length))).ToArray();
            foreach (var threshold in s_thresholds)
            {
                yield return Played(rows, new GainCascade(members, last, votes, stages, threshold, scale), unseen, leading, ends, single);
            }
        }
    }

    // Nothing in an agreement rule was fitted, so it may be played on the same questions.
    private static CascadeCandidate Replayed(IReadOnlyList<RecordedQuestion> rows, GainCascade cascade, double[] single)
    {
        var (differences, quality, cost) = (new double[rows.Count], 0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            var (reached, paid) = rows[i].Play(cascade);
            (quality, cost, differences[i]) = (quality + reached, cost + paid, reached - single[i]);
        }

        return new CascadeCandidate(cascade, quality / rows.Count, Error(differences), cost / rows.Count);
    }

    private static CascadeCandidate Played(IReadOnlyList<RecordedQuestion> rows, GainCascade cascade, double[][] unseen, double[][] leading, double[] ends, double[] single)
    {
        var (differences, quality, cost) = (new double[rows.Count], 0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            double? reached = null;
            for (var k = 0; k < unseen.Length && reached is null; k++)
            {
                cost += rows[i].Costs[cascade.Members[k]];
                reached = unseen[k][i] <= cascade.ThresholdAfter(k + 1) ? leading[k][i] : null;
            }

            cost += reached is null ? rows[i].Costs[cascade.Last] : 0;
            quality += reached ?? ends[i];
            differences[i] = (reached ?? ends[i]) - single[i];
        }

        return new CascadeCandidate(cascade, quality / rows.Count, Error(differences), cost / rows.Count);
    }

    private static double Error(double[] differences)
    {
        var mean = differences.Average();
        return Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / differences.Length / differences.Length);
    }

    private static List<CascadeCandidate> Undominated(List<CascadeCandidate> found)
    {
        List<CascadeCandidate> kept = [];
        foreach (var candidate in found.OrderBy(c => c.Cost).ThenByDescending(c => c.Quality))
        {
            if (kept.Count == 0 || candidate.Quality > kept[^1].Quality)
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }
}
