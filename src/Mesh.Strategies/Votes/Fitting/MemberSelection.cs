using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>
/// Chooses the members of a vote from recorded questions by greedy forward selection: the best first, then the two that help it most, then one at a time.
/// Members that err together with those chosen already don't help, so they stay out.
/// </summary>
public static class MemberSelection
{
    /// <summary>Most members that are looked at, the best by accuracy.</summary>
    public const int MostConsidered = 64;

    // A wide lead counts a little too: right and wrong alone are mostly chance on a few hundred questions.
    private const double OfLead = 0.3;
    private const double Steepness = 6;

    /// <summary>The members in the order in which they were chosen.</summary>
    /// <param name="rows">The questions.</param>
    /// <param name="scale">What is known of the members, from the same questions.</param>
    /// <param name="most">Most members, at least 1.</param>
    public static int[] Greedy(IReadOnlyList<RecordedQuestion> rows, MemberScale scale, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        int[] considered = [.. Best(scale, MostConsidered)];
        List<int> chosen = [.. considered.Take(1)];
        var reached = considered.Length == 0 ? 0 : Score(rows, [.. chosen], scale);
        while (chosen.Count < Math.Min(most, considered.Length))
        {
            // Of two the heavier one always wins, so the second and the third come together.
            int[] others = [.. considered.Where(m => !chosen.Contains(m))];
            var added = chosen.Count == 1 ? others.SelectMany((m, i) => others[(i + 1)..].Select(o => (int[])[m, o])) : others.Select(m => (int[])[m]);
            var (score, members) = added.Where(a => chosen.Count + a.Length <= most).Select(a => (Score(rows, [.. chosen, .. a], scale), a)).DefaultIfEmpty((reached, [])).MaxBy(s => s.Item1);
            if (score <= reached)
            {
                break;
            }

            chosen.AddRange(members);
            reached = score;
        }

        return [.. chosen];
    }

    /// <summary>Members by accuracy, the best first, of equals the first.</summary>
    public static IEnumerable<int> Best(MemberScale scale, int most) => Enumerable.Range(0, scale.Accuracies.Length).OrderByDescending(m => scale.Accuracies[m]).Take(most);

    private static double Score(IReadOnlyList<RecordedQuestion> rows, int[] members, MemberScale scale)
    {
        var all = members.Sum(m => scale.Weights[m]);
        var score = 0.0;
        foreach (var row in rows)
        {
            var leader = WeighedAnswers.Of(row.Given, members, scale.Weights, scale.Accuracies).Leader;
            score += row.Of(leader) + (all > 0 ? OfLead / (1 + Math.Exp(-Steepness * Lead(row, members, scale.Weights) / all)) : 0);
        }

        return score;
    }

    // Weight for right answers less that of the heaviest wrong one.
    private static double Lead(RecordedQuestion row, int[] members, double[] weights)
    {
        double right = 0, wrong = 0;
        foreach (var member in members)
        {
            var answer = row.Given.Answers[member];
            if (answer >= 0 && row.Qualities[answer] < 0.5)
            {
                wrong = Math.Max(wrong, members.Where(m => row.Given.Answers[m] == answer).Sum(m => weights[m]));
            }
            else if (answer >= 0)
            {
                right += weights[member];
            }
        }

        return right - wrong;
    }
}
