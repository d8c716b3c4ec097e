using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Votes.Weights;

/// <summary>
/// The leading answer among some members of a vote, by the same rules as <see cref="VoteTally"/>, without allocation: for fitting, where a
/// vote is counted millions of times.
/// </summary>
public readonly ref struct WeighedAnswers
{
    private WeighedAnswers(int leader, double leading, double all, double posterior, int different, int came)
        => (Leader, Leading, All, Posterior, Different, Came) = (leader, leading, all, posterior, different, came);

    /// <summary>Place of the leading answer; -1 where nobody gave one.</summary>
    public int Leader { get; }

    /// <summary>Its weight.</summary>
    public double Leading { get; }

    /// <summary>The weight of all members, with an answer or without.</summary>
    public double All { get; }

    /// <summary>The probability that it is right, by <see cref="VoteWeight.Posterior"/>.</summary>
    public double Posterior { get; }

    /// <summary>How many different answers there are.</summary>
    public int Different { get; }

    /// <summary>Members that gave one.</summary>
    public int Came { get; }

    /// <summary>Weighs the answers of some members.</summary>
    /// <param name="given">What all members answered.</param>
    /// <param name="members">Who counts, in the order that breaks ties; at most <see cref="VoteTally.MostMembers"/>.</param>
    /// <param name="weights">For each member.</param>
    /// <param name="records">For each member its track record, which breaks ties.</param>
    /// <param name="answers">K, for the posterior.</param>
    /// <param name="trust">How independent members are taken to be, 0 to 1.</param>
    public static WeighedAnswers Of(GivenAnswers given, ReadOnlySpan<int> members, ReadOnlySpan<double> weights, ReadOnlySpan<double> records, double answers = AnswerSpread.Unknown, double trust = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members.Length, VoteTally.MostMembers, nameof(members));
        Span<int> places = stackalloc int[members.Length];
        Span<double> sums = stackalloc double[members.Length];
        Span<double> best = stackalloc double[members.Length];
        var (different, came, all) = (0, 0, 0.0);
        foreach (var member in members)
        {
            all += weights[member];
            var answer = given.Answers[member];
            if (answer < 0)
            {
                continue;
            }

            came++;
            var at = places[..different].IndexOf(answer);
            if (at < 0)
            {
                at = different++;
                (places[at], sums[at], best[at]) = (answer, 0, double.NegativeInfinity);
            }

            (sums[at], best[at]) = (sums[at] + weights[member], Math.Max(best[at], records[member]));
        }

        if (different == 0)
        {
            return new WeighedAnswers(-1, 0, all, 0, 0, 0);
        }

        var first = 0;
        for (var at = 1; at < different; at++)
        {
            first = sums[at] > sums[first] + VoteTally.Equal || (sums[at] > sums[first] - VoteTally.Equal && best[at] > best[first]) ? at : first;
        }

        (sums[0], sums[first]) = (sums[first], sums[0]);
        return new WeighedAnswers(places[first], sums[0], all, VoteWeight.Posterior(sums[..different], answers, trust), different, came);
    }
}
