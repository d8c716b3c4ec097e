using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.RouterEval.Votes;

/// <summary>Single models and votes.</summary>
internal static class VoteMethods
{
    public const string Best = "best single of all";
    public const string Strongest = "strongest priced model";
    public const string Majority5 = "majority of 5";
    public const string Weighted5 = "weighted vote of 5";
    public const string Chosen5 = "vote of 5, rule chosen";
    public const string Learned5 = "learned vote of 5";
    private const int Five = 5;

    public static IEnumerable<Method> All()
    {
        yield return new Method(Best, false, t => Single(t, t.ByAccuracy[0]));
        foreach (var k in (int[])[3, Five, 9, 15])
        {
            yield return new Method($"majority of {k}", false, t => Weighed(t, t.ByAccuracy[..Math.Min(k, t.ByAccuracy.Length)], t.Ones));
        }

        yield return new Method("majority of all", false, t => Weighed(t, t.ByAccuracy, t.Ones));
        yield return new Method(Weighted5, false, t => Weighed(t, Top(t.ByAccuracy), t.Scale.Weights));
        yield return new Method("weighted vote of 15", false, t => Weighed(t, t.ByAccuracy[..Math.Min(15, t.ByAccuracy.Length)], t.Scale.Weights));
        yield return new Method("weighted vote of all", false, t => Weighed(t, t.ByAccuracy, t.Scale.Weights));
        yield return new Method("all, binary log-odds weights", false, t => Weighed(t, t.ByAccuracy, [.. t.Scale.Accuracies.Select(p => Math.Log(p / (1 - p)))]));
        yield return new Method("weighted vote of 5, chosen greedily", false, t => Weighed(t, MemberSelection.Greedy(t.Rows, t.Scale, Five), t.Scale.Weights));
        yield return new Method(Learned5, false, t => Learned(t, Top(t.ByAccuracy)));
        yield return new Method(Chosen5, false, t => Chosen(t, Top(t.ByAccuracy)));
        yield return new Method("oracle of all", false, t => (r => new Played(r.Qualities.DefaultIfEmpty(0).Max(), double.NaN, double.NaN), ""));
    }

    public static IEnumerable<Method> Priced(AnswerTable table)
    {
        yield return new Method(Strongest, true, t => Single(t, t.Strongest));
        foreach (var model in table.Priced)
        {
            yield return new Method(table.Models[model], true, t => Single(t, model));
        }

        yield return new Method("gate: best value of the task", true, t => Single(t, t.PricedByAccuracy.MaxBy(m => t.Scale.Accuracies[m] - (OfStrongest * t.Costs[m] / t.Costs[t.Strongest]))));
        yield return new Method("priced: majority of 3", true, t => Weighed(t, t.PricedByAccuracy[..Math.Min(3, t.PricedByAccuracy.Length)], t.Ones));
        yield return new Method("priced: majority of 5", true, t => Weighed(t, Top(t.PricedByAccuracy), t.Ones));
        yield return new Method("priced: weighted vote of 5", true, t => Weighed(t, Top(t.PricedByAccuracy), t.Scale.Weights));
        yield return new Method("priced: vote of 5, rule chosen", true, t => Chosen(t, Top(t.PricedByAccuracy)));
    }

    /// <summary>What the strongest model's whole cost is worth in quality, where one trade-off must be taken.</summary>
    public const double OfStrongest = 0.1;

    public static (Func<RecordedQuestion, Played> Play, string Chosen) Single(TrainingRows t, int member) =>
        (r => new Played(r.Quality(member), r.Costs[member], SimulatedSeconds.Of(r, member)), t.Table.Models[member]);

    public static (Func<RecordedQuestion, Played> Play, string Chosen) Weighed(TrainingRows t, int[] members, double[] weights) =>
        (r => Of(r, members, WeighedAnswers.Of(r.Given, members, weights, t.Scale.Accuracies).Leader), t.Names(members));

    public static (Func<RecordedQuestion, Played> Play, string Chosen) Chosen(TrainingRows t, int[] members)
    {
        var choice = VoteChoice.Of(t.Rows, members);
        return (r => Of(r, choice.Rule == VoteRule.BestMember ? members[..1] : members, choice.Decide(r.Given)), $"{choice.Rule}: {t.Names(members)}");
    }

    private static (Func<RecordedQuestion, Played> Play, string Chosen) Learned(TrainingRows t, int[] members)
    {
        var vote = LearnedVoteFit.Of(t.Rows, members, t.Scale);
        return (r => Of(r, members, vote.Decide(r.Given).Answer), t.Names(members));
    }

    private static Played Of(RecordedQuestion row, int[] members, int answer) => new(row.Of(answer), members.Sum(m => row.Costs[m]), SimulatedSeconds.OfAll(row, members));

    private static int[] Top(int[] members) => members[..Math.Min(Five, members.Length)];
}
