using System.Globalization;

namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>
/// Chooses from recorded answers the loosest threshold that reaches a goal, so that as many answers as possible need no second call. Few
/// rows make it stricter, too few none at all: then the reason says how many it takes. Deterministic.
/// </summary>
public static class ThresholdFit
{
    /// <summary>Rows that are used at most: the last ones.</summary>
    public const int MostRows = 100_000;

    // Of confidence, between the thresholds that are tested where these must not depend on the rows.
    private const int Steps = 100;

    /// <summary>One threshold for all rows.</summary>
    /// <param name="rows">Recorded answers, oldest first; drawn as later ones will be.</param>
    /// <param name="goal">What to reach.</param>
    /// <exception cref="ArgumentException">A field of the goal or a row's confidence or cost can't be.</exception>
    public static ThresholdChoice Choose(IReadOnlyList<CalibrationRow> rows, ThresholdGoal goal)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(goal);
        goal.Check();
        foreach (var (place, row) in rows.Index())
        {
            Check(place, row);
        }

        var ranked = new RankedRows(rows.Skip(rows.Count - MostRows));
        return goal.Method switch
        {
            ThresholdMethod.ConformalRisk => ConformalRisk(ranked, goal),
            ThresholdMethod.FixedSequence => FixedSequence(ranked, goal),
            ThresholdMethod.BothTiers => BothTiers(new RankedRows(rows.Skip(rows.Count - MostRows).Where(r => r.NextIsRight is not null)), goal),
            ThresholdMethod.Isotonic => Isotonic(ranked, goal),
            _ => Cost(ranked, goal),
        };
    }

    // With n rows, the share E accepted and wrong, and at most one more such row: (n E + 1) / (n + 1) bounds what is to be expected.
    private static ThresholdChoice ConformalRisk(RankedRows rows, ThresholdGoal goal)
    {
        var (best, bound) = (0, (double?)null);
        foreach (var (accepted, wrong, _) in rows.Cuts())
        {
            var expected = (wrong + 1.0) / (rows.Count + 1);
            if (expected > goal.MostWrong)
            {
                break;
            }

            (best, bound) = (accepted, expected);
        }

        var least = Math.Ceiling((1 / goal.MostWrong) - 1);
        return rows.Choose(
            best,
            best > 0 ? $"at most {Percent(goal.MostWrong)} of all answers accepted and wrong, on average (conformal risk control)"
            : rows.Count < least ? $"{rows.Count} rows are too few: {Percent(goal.MostWrong)} takes at least {least:0}"
            : $"the most confident answers are wrong too often for {Percent(goal.MostWrong)}",
            bound);
    }

    // Tests from strict to loose, each at the whole level, until one fails. Which is the first must not depend on what is right: it has twice
    // the rows that could just pass, or an eighth of all, so that one wrong answer among the most confident does not end it.
    private static ThresholdChoice FixedSequence(RankedRows rows, ThresholdGoal goal)
    {
        var least = ExactBound.LeastRows(goal.MostWrong, goal.MayMiss);
        var first = Math.Max(least, Math.Min(rows.Count, Math.Max(2L * least, rows.Count / 8)));
        var (best, bound) = (0, (double?)null);
        foreach (var (accepted, wrong, _) in rows.Cuts().SkipWhile(c => c.Accepted < first))
        {
            var upper = ExactBound.Upper(wrong, accepted, goal.MayMiss);
            if (upper > goal.MostWrong)
            {
                break;
            }

            (best, bound) = (accepted, upper);
        }

        return rows.Choose(
            best,
            best > 0 ? $"at most {Percent(goal.MostWrong)} of the accepted answers wrong, but for {Percent(goal.MayMiss)} of calibrations (fixed sequence of exact tests)"
            : rows.Count < least ? $"{rows.Count} rows are too few: {Percent(goal.MostWrong)} wrong but for {Percent(goal.MayMiss)} takes at least {least}"
            : $"of the {first} most confident answers too many are wrong to promise {Percent(goal.MostWrong)}",
            bound);
    }

    // Every test has all rows, and its threshold doesn't depend on them: no test needs to be left out.
    private static ThresholdChoice BothTiers(RankedRows rows, ThresholdGoal goal)
    {
        var (best, bound, accepted) = ((int?)null, (double?)null, 0);
        var wrong = Enumerable.Range(0, rows.Count).Count(i => rows[i].NextIsRight is false);
        for (var step = Steps; step >= 0 && rows.Count > 0; step--)
        {
            for (; accepted < rows.Count && rows[accepted].Confidence >= (double)step / Steps; accepted++)
            {
                wrong += (rows[accepted].IsRight ? 0 : 1) - (rows[accepted].NextIsRight is false ? 1 : 0);
            }

            var upper = ExactBound.Upper(wrong, rows.Count, goal.MayMiss);
            if (upper > goal.MostWrong)
            {
                break;
            }

            (best, bound) = (step, upper);
        }

        var least = ExactBound.LeastRows(goal.MostWrong, goal.MayMiss);
        return rows.Choose(
            best is { } found ? (double)found / Steps : null,
            best is not null ? $"at most {Percent(goal.MostWrong)} of both tiers' answers wrong, but for {Percent(goal.MayMiss)} of calibrations (fixed sequence of exact tests)"
            : rows.Count < least ? $"{rows.Count} rows whose next tier was asked too are too few: {Percent(goal.MostWrong)} wrong but for {Percent(goal.MayMiss)} takes at least {least}"
            : $"the next tier itself is wrong too often to promise {Percent(goal.MostWrong)}",
            bound);
    }

    private static ThresholdChoice Isotonic(RankedRows rows, ThresholdGoal goal)
    {
        var map = rows.Count == 0 ? null : MonotoneMap.Fit(Enumerable.Range(0, rows.Count).Select(i => (rows[i].Confidence, rows[i].IsRight ? 1.0 : 0)));
        var (best, wrong, seen) = (0, 0.0, 0);
        foreach (var (accepted, _, _) in rows.Cuts())
        {
            for (; seen < accepted; seen++)
            {
                wrong += 1 - map!.Of(rows[seen].Confidence);
            }

            if (wrong > goal.MostWrong * accepted)
            {
                break;
            }

            best = accepted;
        }

        return rows.Choose(best, best > 0 ? $"about {Percent(goal.MostWrong)} of the accepted answers wrong by a monotone fit; no promise" : $"no answers are right often enough for {Percent(goal.MostWrong)}", null);
    }

    // From loose to strict the cost grows: the strictest that is within the sum, with one more row of the dearest escalation.
    private static ThresholdChoice Cost(RankedRows rows, ThresholdGoal goal)
    {
        var first = Enumerable.Range(0, rows.Count).Sum(i => rows[i].Cost);
        var dearest = Enumerable.Range(0, rows.Count).Select(i => rows[i].EscalationCost + rows[i].Cost).DefaultIfEmpty(0).Max();
        var (best, bound) = (0, (double?)null);
        foreach (var (accepted, _, escalations) in rows.Cuts())
        {
            var expected = (first + escalations + dearest) / (rows.Count + 1);
            if (expected <= goal.MostCost)
            {
                (best, bound) = (accepted, expected);
                break;
            }
        }

        return rows.Choose(
            best,
            best > 0 ? FormattableString.Invariant($"at most ${goal.MostCost:0.######} a request on average (conformal risk control of the cost)")
            : rows.Count == 0 ? "there are no rows"
            : FormattableString.Invariant($"even without an escalation a request costs ${(first + dearest) / (rows.Count + 1):0.######} by these {rows.Count} rows, more than ${goal.MostCost:0.######}"),
            bound);
    }

    private static void Check(int place, CalibrationRow row)
    {
        if (row.Confidence is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"rows[{place}].confidence: {row.Confidence} is none; it goes from 0 to 1");
        }

        if (!(row.Cost >= 0 && row.EscalationCost >= 0 && double.IsFinite(row.Cost + row.EscalationCost)))
        {
            throw new ArgumentException($"rows[{place}].cost: {row.Cost} and {row.EscalationCost} are no costs; they are 0 or more dollars");
        }
    }

    private static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
