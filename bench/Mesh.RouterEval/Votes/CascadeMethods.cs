using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.RouterEval.Votes;

/// <summary>Cascades over priced models: the floor, in which two or three cheap ones must all agree, and the one by expected gain.</summary>
internal static class CascadeMethods
{
    /// <summary>Goals as shares of the strongest priced model's quality on the training questions.</summary>
    public static readonly (double Share, string Name)[] Goals = [(1, "100%"), (0.995, "99.5%"), (0.99, "99%"), (0.98, "98%"), (0.95, "95%")];

    private const int MostTier = 3;

    public static IEnumerable<Method> All() =>
    [
        .. Goals.Select(g => new Method($"floor: all agree, goal {g.Name}", true, t => Floor(t, g.Share))),
        .. Goals.Select(g => new Method($"cascade by expected gain, goal {g.Name}", true, t => Gain(t, t.Frontier.FirstOrDefault(c => c.Quality >= g.Share * Reached(t, t.Strongest))))),
        new Method("cascade by expected gain, goal 100% with a margin", true, t => Gain(t, t.Frontier.FirstOrDefault(c => c.Quality - (Margin * c.Error) >= Reached(t, t.Strongest)))),
    ];

    // Standard errors by which the goal is overshot, since the cheapest that reaches it did so partly by luck.
    private const double Margin = 0.5;

    /// <summary>A cascade, and without one the strongest model.</summary>
    public static (Func<RecordedQuestion, Played> Play, string Chosen) Gain(TrainingRows t, CascadeCandidate? candidate) => candidate is null
        ? VoteMethods.Single(t, t.Strongest)
        : (r => Play(r, candidate.Cascade), $"{string.Join(" > ", candidate.Cascade.Members.Append(candidate.Cascade.Last).Select(m => t.Table.Models[m]))} ({(candidate.Cascade.Votes ? "all vote" : "last stands")}, gain over {candidate.Cascade.Threshold:0.000})");

    public static double Reached(TrainingRows t, int member) => t.Rows.Average(r => r.Quality(member));

    private static Played Play(RecordedQuestion row, GainCascade cascade)
    {
        var seconds = 0.0;
        var (quality, cost) = row.Play(cascade, member => seconds += SimulatedSeconds.Of(row, member));
        return new Played(quality, cost, seconds);
    }

    // Every first tier of two or three and every last model; the cheapest that reaches the goal.
    private static (Func<RecordedQuestion, Played> Play, string Chosen) Floor(TrainingRows t, double share) =>
        Agreeing(t, share) is not { } floor ? VoteMethods.Single(t, t.Strongest) : (r => Play(r, floor.Tier, floor.Last), $"{t.Names(floor.Tier)} > {t.Table.Models[floor.Last]}");

    /// <summary>The first tier that must all agree, and whom it goes to else; null where none reaches the goal for less than the strongest model costs.</summary>
    public static (int[] Tier, int Last)? Agreeing(TrainingRows t, double share)
    {
        var (least, goal) = (t.Costs[t.Strongest], share * Reached(t, t.Strongest) * t.Rows.Length);
        (int[] Tier, int Last)? found = null;
        foreach (var tier in Tiers(t.Table.Priced).Where(tier => tier.Sum(m => t.Costs[m]) < least))
        {
            var agreed = t.Rows.Select(r => Agreed(r, tier)).ToArray();
            foreach (var last in t.Table.Priced.Except(tier))
            {
                double quality = 0, cost = tier.Sum(m => t.Costs[m]);
                for (var i = 0; i < agreed.Length; i++)
                {
                    quality += agreed[i] >= 0 ? t.Rows[i].Qualities[agreed[i]] : t.Rows[i].Quality(last);
                    cost += agreed[i] >= 0 ? 0 : t.Rows[i].Costs[last] / agreed.Length;
                }

                (found, least) = quality >= goal - 1e-9 && cost < least ? ((tier, last), cost) : (found, least);
            }
        }

        return found;
    }

    private static IEnumerable<int[]> Tiers(int[] models) =>
        Enumerable.Range(1, (1 << models.Length) - 1)
            .Where(mask => int.PopCount(mask) is >= 2 and <= MostTier)
            .Select(mask => models.Where((_, i) => (mask >> i & 1) == 1).ToArray());

    private static int Agreed(RecordedQuestion row, int[] tier) => tier.All(m => row.Given.Answers[m] == row.Given.Answers[tier[0]]) ? row.Given.Answers[tier[0]] : -1;

    /// <summary>What a first tier that must all agree makes of a question.</summary>
    public static Played Play(RecordedQuestion row, int[] tier, int last)
    {
        var (cost, seconds) = (tier.Sum(m => row.Costs[m]), SimulatedSeconds.OfAll(row, tier));
        return Agreed(row, tier) is >= 0 and var answer
            ? new Played(row.Qualities[answer], cost, seconds)
            : new Played(row.Quality(last), cost + row.Costs[last], seconds + SimulatedSeconds.Of(row, last));
    }
}
