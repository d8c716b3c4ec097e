using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>
/// Accuracies of members where no right answers are known (Dawid and Skene, 1979, with one accuracy a member, since open answers have no
/// fixed classes): how sure each answer is follows from the accuracies, those from how sure the answers are, until nothing changes.
/// </summary>
/// <param name="Accuracies">For each member.</param>
/// <param name="Posteriors">For each question and each of its answers the probability that it is right.</param>
/// <param name="Rounds">Rounds until nothing changed, or the bound.</param>
public sealed record DawidSkene(double[] Accuracies, double[][] Posteriors, int Rounds)
{
    /// <summary>Most rounds.</summary>
    public const int MostRounds = 50;

    private const double Settled = 1e-6;

    // Outcomes of a half that each member has before any.
    private const double Prior = 2;

    /// <summary>Estimates them, beginning from plain majorities.</summary>
    /// <param name="rows">The answers to each question, all of the same members, at least one.</param>
    /// <param name="answers">K, the number of plausible answers, at least 2.</param>
    /// <exception cref="ArgumentException">There are no questions, or they have different members.</exception>
    public static DawidSkene Of(IReadOnlyList<GivenAnswers> rows, double answers = AnswerSpread.Unknown)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, VoteWeight.LeastAnswers);
        if (rows.Count == 0 || rows.Any(r => r.Answers.Length != rows[0].Answers.Length))
        {
            throw new ArgumentException("rows: give at least one question, all with the same members.", nameof(rows));
        }

        var posteriors = rows.Select(r => Enumerable.Range(0, r.Keys.Length).Select(a => r.Answers.Count(x => x == a) / Math.Max(1.0, r.Answers.Count(x => x >= 0))).ToArray()).ToArray();
        var accuracies = Accurate(rows, posteriors);
        for (var round = 1; round <= MostRounds; round++)
        {
            posteriors = [.. rows.Select(r => Posterior(r, accuracies, answers))];
            var next = Accurate(rows, posteriors);
            var change = next.Zip(accuracies, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
            accuracies = next;
            if (change < Settled)
            {
                return new DawidSkene(accuracies, posteriors, round);
            }
        }

        return new DawidSkene(accuracies, posteriors, MostRounds);
    }

    private static double[] Accurate(IReadOnlyList<GivenAnswers> rows, double[][] posteriors) =>
    [
        .. Enumerable.Range(0, rows[0].Answers.Length).Select(m =>
        {
            var (right, all) = (Prior / 2, Prior);
            for (var i = 0; i < rows.Count; i++)
            {
                var answer = rows[i].Answers[m];
                (right, all) = answer < 0 ? (right, all) : (right + posteriors[i][answer], all + 1);
            }

            return right / all;
        }),
    ];

    // Some answer that nobody gave may be the right one too.
    private static double[] Posterior(GivenAnswers row, double[] accuracies, double answers)
    {
        var scores = new double[row.Keys.Length];
        for (var m = 0; m < accuracies.Length; m++)
        {
            if (row.Answers[m] >= 0)
            {
                scores[row.Answers[m]] += VoteWeight.Of(accuracies[m], answers);
            }
        }

        var most = scores.DefaultIfEmpty(0).Max();
        var all = (Math.Max(0, answers - scores.Length) * Math.Exp(-most)) + scores.Sum(s => Math.Exp(s - most));
        return [.. scores.Select(s => Math.Exp(s - most) / all)];
    }
}
