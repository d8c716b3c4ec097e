namespace Mesh.Strategies.Votes.Weights;

/// <summary>
/// K, how many answers are plausible: one right one, and as many wrong ones as there would be if two members that are both wrong had
/// met on the same answer by chance as often as they did (the inverse of Simpson's index).
/// </summary>
public static class AnswerSpread
{
    /// <summary>K where nothing is known.</summary>
    public const double Unknown = 20;

    /// <summary>Most answers; beyond them weights hardly change.</summary>
    public const double Most = 1000;

    // Pairs that count before any are seen, all of them as Unknown says.
    private const double PriorPairs = 20;

    /// <summary>K of the pairs of wrong answers that were seen.</summary>
    /// <param name="pairs">Pairs of members that were wrong on the same question.</param>
    /// <param name="met">Those of them that gave the same answer.</param>
    public static double Of(double pairs, double met)
    {
        var chance = (met + (PriorPairs / (Unknown - 1))) / (pairs + PriorPairs);
        return Math.Clamp(1 + (1 / chance), VoteWeight.LeastAnswers, Most);
    }

    /// <summary>Pairs of wrong answers to one question, and those that are the same.</summary>
    /// <param name="sizes">How many members gave each wrong answer.</param>
    public static (double Pairs, double Met) Count(IEnumerable<int> sizes)
    {
        double all = 0, met = 0;
        foreach (var size in sizes)
        {
            (all, met) = (all + size, met + (size * (size - 1) / 2.0));
        }

        return (all * (all - 1) / 2, met);
    }
}
