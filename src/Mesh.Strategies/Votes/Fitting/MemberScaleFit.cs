using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>Accuracies, weights and lengths of a vote's members on recorded questions.</summary>
public static class MemberScaleFit
{
    // Questions that the mean of all members counts as.
    private const double Prior = 4;

    /// <summary>Fits them.</summary>
    /// <param name="rows">The questions, at least one.</param>
    /// <exception cref="ArgumentException">There are none, or they have different members.</exception>
    public static MemberScale Of(IReadOnlyList<RecordedQuestion> rows)
    {
        if (rows.Count == 0 || rows.Any(r => r.Given.Answers.Length != rows[0].Given.Answers.Length))
        {
            throw new ArgumentException("rows: give at least one question, all with the same members.", nameof(rows));
        }

        var members = Enumerable.Range(0, rows[0].Given.Answers.Length).ToArray();
        double[] right = [.. members.Select(m => rows.Sum(r => r.Quality(m)))];
        var mean = right.DefaultIfEmpty(0).Average() / rows.Count;
        double[] accuracies = [.. right.Select(r => (r + (mean * Prior)) / (rows.Count + Prior))];
        var answers = Spread(rows);
        return new MemberScale(
            accuracies,
            answers,
            [.. accuracies.Select(p => VoteWeight.Of(Math.Clamp(p, 0, 1), answers))],
            [.. members.Select(m => rows.Average(r => Math.Log(1 + r.Given.Lengths[m])))],
            rows.Average(r => Math.Log(1 + r.Given.PromptLength)),
            rows.Average(r => r.Given.Keys.Select(k => Math.Log(1 + k.Length)).DefaultIfEmpty(0).Average()));
    }

    private static double Spread(IReadOnlyList<RecordedQuestion> rows)
    {
        double pairs = 0, met = 0;
        foreach (var row in rows)
        {
            var wrong = AnswerSpread.Count(row.Given.Answers.Where(a => a >= 0 && row.Qualities[a] < 0.5).CountBy(a => a).Select(g => g.Value));
            (pairs, met) = (pairs + wrong.Pairs, met + wrong.Met);
        }

        return AnswerSpread.Of(pairs, met);
    }
}
