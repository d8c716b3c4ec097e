using Mesh.Strategies.Votes.Fitting;

namespace Mesh.RouterEval.Votes;

/// <summary>
/// `auto`: of all single models, cascades and votes the one with the best quality less price on the training questions, for several prices
/// of the strongest model's whole cost in quality.
/// </summary>
internal static class AutoMethods
{
    public static readonly double[] Prices = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0];

    public static IEnumerable<Method> All() => Prices.Select(p => new Method(Name(p), false, t => Choose(t, p)));

    public static string Name(double price) => FormattableString.Invariant($"auto, the strongest's cost worth {100 * price:0} points");

    private static (Func<RecordedQuestion, Played> Play, string Chosen) Choose(TrainingRows t, double price)
    {
        var worth = price / t.Costs[t.Strongest];

        // Cascades and single models are on the frontier; votes are counted by members' weights that hadn't seen the question.
        var cascade = t.Frontier.MaxBy(c => c.Quality - (worth * c.Cost))!;
        var members = t.PricedByAccuracy[..Math.Min(5, t.PricedByAccuracy.Length)];
        var vote = VoteChoice.Of(t.Rows, members);
        var value = vote.Unseen[vote.Rule] - (worth * (vote.Rule == VoteRule.BestMember ? t.Costs[members[0]] : members.Sum(m => t.Costs[m])));
        return value > cascade.Quality - (worth * cascade.Cost) ? VoteMethods.Chosen(t, members) : CascadeMethods.Gain(t, cascade);
    }
}
