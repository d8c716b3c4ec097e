namespace Mesh.Strategies.Confidence.Checks;

/// <summary>What an answer does with the question's numbers and with its own.</summary>
/// <param name="Given">Numbers of the question, digits and words.</param>
/// <param name="Unused">Share of them that the answer never takes up.</param>
/// <param name="Unexplained">Share of the operands of its sums that neither the question nor an earlier result explains.</param>
/// <param name="Dropped">Share of its results, but the last, that nothing later takes up.</param>
/// <param name="Fractions">Share of its results that are no whole numbers.</param>
/// <param name="LongFractions">Share of its results with three digits after the point or more.</param>
/// <param name="Negatives">Share of its results below 0.</param>
/// <param name="OutOfOrder">How often it goes back among the question's numbers.</param>
/// <param name="Largest">The question's largest number in digits; 1 where it has none.</param>
/// <param name="Smallest">The question's smallest number in digits; 1 where it has none.</param>
internal sealed record NumberUse(int Given, double Unused, double Unexplained, double Dropped, double Fractions, double LongFractions, double Negatives, int OutOfOrder, decimal Largest, decimal Smallest)
{
    // Of clocks, calendars and percentages: they need no explanation.
    private static readonly decimal[] s_known = [0, 1, 2, 7, 12, 24, 30, 52, 60, 100, 365, 1000, 0.5m, 0.01m];

    /// <summary>Compares an answer's numbers with its question's.</summary>
    public static NumberUse Of(string question, IReadOnlyList<WrittenNumber> answered, IReadOnlyList<WrittenSum> sums)
    {
        decimal[] digits = [.. WrittenNumbers.Read(question).Select(n => n.Value)];
        List<decimal[]> given = [.. WrittenNumbers.Read(question).Select(n => new[] { n.Value, n.Value / 100, 100 - n.Value, 100 + n.Value, 1 - (n.Value / 100), 1 + (n.Value / 100) }), .. WrittenNumbers.Words(question)];
        HashSet<decimal> said = [.. answered.Select(n => n.Value)];
        HashSet<decimal> explained = [.. s_known, .. given.SelectMany(g => g)];
        var (operands, unexplained, dropped) = (0, 0, 0);
        foreach (var (place, sum) in sums.Index())
        {
            foreach (var operand in sum.Operands)
            {
                operands++;
                unexplained += explained.Contains(operand) ? 0 : 1;
            }

            explained.Add(sum.Right);
            explained.Add(decimal.Round(sum.Left, 2));
            dropped += place + 1 < sums.Count && !IsTakenUp(sum, sums, place, answered) ? 1 : 0;
        }

        return new NumberUse(
            given.Count,
            Share(given.Count(g => !g.Any(said.Contains)), given.Count),
            Share(unexplained, operands),
            Share(dropped, sums.Count - 1),
            Share(sums.Count(s => s.Right != decimal.Truncate(s.Right)), sums.Count),
            Share(sums.Count(s => decimal.Round(s.Left, 2) != decimal.Round(s.Left, 10)), sums.Count),
            Share(sums.Count(s => s.Left < 0), sums.Count),
            StepsBack(digits, answered),
            digits.DefaultIfEmpty(1).Max(),
            digits.DefaultIfEmpty(1).Min());
    }

    private static int StepsBack(decimal[] given, IReadOnlyList<WrittenNumber> answered)
    {
        int[] places = [.. answered.Select(n => Array.IndexOf(given, n.Value)).Where(p => p >= 0)];
        return places.Zip(places.Skip(1)).Count(p => p.Second < p.First);
    }

    private static bool IsTakenUp(WrittenSum sum, IReadOnlyList<WrittenSum> sums, int place, IReadOnlyList<WrittenNumber> answered)
    {
        for (var later = place + 1; later < sums.Count; later++)
        {
            if (sums[later].Operands.Contains(sum.Right))
            {
                return true;
            }
        }

        // Said last, it is the result itself.
        return answered.Count > 0 && answered[^1].Value == sum.Right;
    }

    private static double Share(int part, int whole) => whole <= 0 ? 0 : (double)part / whole;
}
