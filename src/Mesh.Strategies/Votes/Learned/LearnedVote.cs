using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Learned;

/// <summary>
/// A vote whose weights were fitted together (a conditional logit over the answers given and the one that nobody gave), so that members that
/// err together count less; and that looks at the answer's shape and the length of the outputs too. Immutable.
/// </summary>
/// <param name="Members">Who votes.</param>
/// <param name="Coefficients">For each member, then for the signals of the answer.</param>
/// <param name="Scale">What is known of the members.</param>
public sealed record LearnedVote(int[] Members, double[] Coefficients, MemberScale Scale)
{
    /// <summary>Signals of an answer beside its voters: outputs longer than usual, a decimal point, the answer's length, a minus.</summary>
    internal const int Signals = 4;

    /// <summary>The answer with the highest score; of equals the one that <see cref="WeighedAnswers"/> meets first.</summary>
    /// <param name="given">What was answered.</param>
    /// <returns>Its place, -1 where nobody gave one, and the probability that it is right.</returns>
    public (int Answer, double Confidence) Decide(GivenAnswers given)
    {
        var (places, signals) = Read(given, Members, Scale);
        var (best, most) = (-1, 0.0);
        Span<double> scores = stackalloc double[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            scores[i] = Score(signals[i], Coefficients);
            (best, most) = best < 0 || scores[i] > most ? (i, scores[i]) : (best, most);
        }

        if (best < 0)
        {
            return (-1, 0);
        }

        (scores[0], scores[best]) = (scores[best], scores[0]);
        return (places[best], VoteWeight.Posterior(scores, Scale.Answers));
    }

    /// <summary>The different answers of the members and what is seen of each.</summary>
    internal static (int[] Places, double[][] Signals) Read(GivenAnswers given, int[] members, MemberScale scale)
    {
        int[] places = [.. members.Select(m => given.Answers[m]).Where(a => a >= 0).Distinct()];
        var signals = new double[places.Length][];
        for (var i = 0; i < places.Length; i++)
        {
            var (seen, key) = (signals[i] = new double[members.Length + Signals], given.Keys[places[i]]);
            for (var m = 0; m < members.Length; m++)
            {
                if (given.Answers[members[m]] == places[i])
                {
                    seen[m] = 1;
                    seen[members.Length] += Math.Log(1 + given.Lengths[members[m]]) - scale.Lengths[members[m]];
                }
            }

            seen[members.Length + 1] = key.Contains('.', StringComparison.Ordinal) ? 1 : 0;
            seen[members.Length + 2] = Math.Log(1 + key.Length) - scale.KeyLength;
            seen[members.Length + 3] = key.StartsWith('-') ? 1 : 0;
        }

        return (places, signals);
    }

    internal static double Score(double[] signals, double[] coefficients)
    {
        var score = 0.0;
        for (var i = 0; i < signals.Length; i++)
        {
            score += signals[i] * coefficients[i];
        }

        return score;
    }
}
