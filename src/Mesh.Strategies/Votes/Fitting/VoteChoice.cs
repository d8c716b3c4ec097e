using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>
/// How some members' vote is counted, chosen so that it isn't worse than it need be: by weights fitted together where there are questions
/// enough, else by track record; unless on recorded questions, each counted by weights that hadn't seen it, another rule was better by more
/// than chance allows. Immutable.
/// </summary>
/// <param name="Rule">The rule.</param>
/// <param name="Members">Who votes.</param>
/// <param name="Scale">What is known of them.</param>
/// <param name="Learned">The fitted vote, where that is the rule.</param>
/// <param name="Unseen">For each rule its mean quality on the recorded questions.</param>
public sealed record VoteChoice(VoteRule Rule, int[] Members, MemberScale Scale, LearnedVote? Learned, IReadOnlyDictionary<VoteRule, double> Unseen)
{
    private const int Folds = 5;

    // Chance that a rule that is no better looks this much better, up to which it takes the usual one's place.
    private const double MostChance = 0.2;

    /// <summary>Questions from which on weights are fitted together.</summary>
    public const int LeastOfLearned = 200;

    /// <summary>Chooses.</summary>
    /// <param name="rows">The questions, at least one for each fold; a question's place decides its fold.</param>
    /// <param name="members">Who votes.</param>
    /// <exception cref="ArgumentException">There are fewer than five questions, or no members.</exception>
    public static VoteChoice Of(IReadOnlyList<RecordedQuestion> rows, int[] members)
    {
        if (rows.Count < Folds || members.Length == 0)
        {
            throw new ArgumentException($"rows: give at least {Folds} questions and one member.", nameof(rows));
        }

        var reached = Enum.GetValues<VoteRule>().ToDictionary(r => r, _ => new double[rows.Count]);
        for (var fold = 0; fold < Folds; fold++)
        {
            RecordedQuestion[] seen = [.. rows.Where((_, i) => i % Folds != fold)];
            var scale = MemberScaleFit.Of(seen);
            var learned = LearnedVoteFit.Of(seen, members, scale);
            for (var i = fold; i < rows.Count; i += Folds)
            {
                foreach (var rule in reached.Keys)
                {
                    reached[rule][i] = rows[i].Of(Answer(rule, rows[i].Given, members, scale, learned));
                }
            }
        }

        var usual = rows.Count >= LeastOfLearned ? VoteRule.Learned : VoteRule.Weighted;
        var chosen = reached.Keys.Where(r => r != usual && (r != VoteRule.Learned || rows.Count >= LeastOfLearned) && Chance(reached[r], reached[usual]) <= MostChance)
            .OrderByDescending(r => reached[r].Sum()).Prepend(usual).Take(2).Last();
        var whole = MemberScaleFit.Of(rows);
        return new VoteChoice(chosen, members, whole, chosen == VoteRule.Learned ? LearnedVoteFit.Of(rows, members, whole) : null, reached.ToDictionary(r => r.Key, r => r.Value.Average()));
    }

    /// <summary>The place of the vote's answer; -1 where nobody gave one.</summary>
    public int Decide(GivenAnswers given) => Answer(Rule, given, Members, Scale, Learned);

    /// <summary>The chance that of two equally good rules one wins at least as many of the questions on which they differ (sign test, one-sided).</summary>
    internal static double Chance(double[] one, double[] other)
    {
        var (won, lost) = (0, 0);
        for (var i = 0; i < one.Length; i++)
        {
            (won, lost) = one[i] > other[i] ? (won + 1, lost) : one[i] < other[i] ? (won, lost + 1) : (won, lost);
        }

        // Of n fair coins, won or more heads: terms in logarithms, since n may be thousands.
        var (n, chance, term) = (won + lost, 0.0, -(won + lost) * Math.Log(2));
        for (var k = 0; k <= n; k++)
        {
            chance += k >= won ? Math.Exp(term) : 0;
            term += Math.Log(n - k) - Math.Log(k + 1);
        }

        return Math.Min(1, chance);
    }

    private static int Answer(VoteRule rule, GivenAnswers given, int[] members, MemberScale scale, LearnedVote? learned) => rule switch
    {
        VoteRule.Learned => learned!.Decide(given).Answer,
        VoteRule.Majority => WeighedAnswers.Of(given, members, Ones(scale), scale.Accuracies).Leader,
        VoteRule.BestMember => given.Answers[members.MaxBy(m => scale.Accuracies[m])],
        _ => WeighedAnswers.Of(given, members, scale.Weights, scale.Accuracies).Leader,
    };

    private static double[] Ones(MemberScale scale) => [.. scale.Weights.Select(_ => 1.0)];
}
