using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>Fits a <see cref="LearnedVote"/>: most likely coefficients, drawn to the weights of the track records, by adaptive gradient steps.</summary>
public static class LearnedVoteFit
{
    private const int Rounds = 120;
    private const double Step = 0.3;
    private const double Penalty = 1;

    // What weights of members that err together come to in a vote of a few.
    private const double OfWeights = 0.7;

    /// <summary>Fits one.</summary>
    /// <param name="rows">The questions.</param>
    /// <param name="members">Who votes.</param>
    /// <param name="scale">What is known of them, from the same questions.</param>
    public static LearnedVote Of(IReadOnlyList<RecordedQuestion> rows, int[] members, MemberScale scale)
    {
        double[] prior = [.. members.Select(m => scale.Weights[m] * OfWeights), .. new double[LearnedVote.Signals]];
        var read = rows.Select(r => (Row: r, Seen: LearnedVote.Read(r.Given, members, scale))).ToArray();
        var coefficients = prior.ToArray();
        var (gradient, squares) = (new double[prior.Length], new double[prior.Length]);
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(gradient);
            foreach (var (row, (places, signals)) in read)
            {
                Add(row, places, signals, coefficients, scale.Answers, gradient);
            }

            for (var i = 0; i < gradient.Length; i++)
            {
                var slope = gradient[i] - (Penalty * (coefficients[i] - prior[i]));
                squares[i] += slope * slope;
                coefficients[i] += Step * slope / (1e-9 + Math.Sqrt(squares[i]));
            }
        }

        return new LearnedVote(members, coefficients, scale);
    }

    // The right answer's signals less what was expected of all.
    private static void Add(RecordedQuestion row, int[] places, double[][] signals, double[] coefficients, double answers, double[] gradient)
    {
        var scores = signals.Select(s => LearnedVote.Score(s, coefficients)).ToArray();
        var most = scores.DefaultIfEmpty(0).Max();
        var all = (Math.Max(1, answers - places.Length) * Math.Exp(-most)) + scores.Sum(s => Math.Exp(s - most));
        for (var a = 0; a < places.Length; a++)
        {
            var error = row.Qualities[places[a]] - (Math.Exp(scores[a] - most) / all);
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] += error * signals[a][i];
            }
        }
    }
}
