namespace Mesh.Strategies.Votes.Weights;

/// <summary>
/// The weight of a member's vote: the log-likelihood ratio of a right answer among K plausible ones whose wrong ones are equally likely,
/// log(p (K - 1) / (1 - p)). Positive for everybody better than guessing; the binary log-odds, which is K = 2, would turn the votes of
/// models that are right less than half of the time against them, and with them the whole vote on hard questions.
/// </summary>
public static class VoteWeight
{
    // Nobody is never wrong, and nobody's vote is worth more than some twenty others'.
    private const double MostAccuracy = 0.995;

    /// <summary>Least plausible answers: with fewer there is nothing to vote on.</summary>
    public const double LeastAnswers = 2;

    /// <summary>The weight; 0 for a member that is no better than guessing.</summary>
    /// <param name="accuracy">How often the member is right, 0 to 1.</param>
    /// <param name="answers">K, the number of plausible answers, at least 2: the number of options, or <see cref="AnswerSpread"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is broken.</exception>
    public static double Of(double accuracy, double answers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(accuracy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accuracy, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, LeastAnswers);
        var p = Math.Min(accuracy, MostAccuracy);
        return p <= 1 / answers ? 0 : Math.Log(p * (answers - 1) / (1 - p));
    }

    /// <summary>
    /// The probability that an answer is right: its votes' weights against those of the other answers that were given, and of the K that
    /// might have been. Members are taken as independent, so it is overconfident for models of one family: calibrate before it is trusted.
    /// </summary>
    /// <param name="weights">Sum of weights of each answer that was given; the one asked for stands first.</param>
    /// <param name="answers">K.</param>
    /// <param name="trust">Multiplies every sum: 1 for independent members, less for such as err together.</param>
    public static double Posterior(ReadOnlySpan<double> weights, double answers, double trust = 1)
    {
        if (weights.IsEmpty)
        {
            return 0;
        }

        var most = 0.0;
        foreach (var weight in weights)
        {
            most = Math.Max(most, weight * trust);
        }

        var all = Math.Max(0, answers - weights.Length) * Math.Exp(-most);
        foreach (var weight in weights)
        {
            all += Math.Exp((weight * trust) - most);
        }

        return Math.Exp((weights[0] * trust) - most) / all;
    }
}
