using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Training.Linear;
using Mesh.Training.Trees;

namespace Mesh.Training.Confidence;

/// <summary>
/// Trains a scorer from judged answers. Penalties are chosen and probabilities calibrated on answers that the fit hadn't seen, questions
/// kept together. The same answers, settings and seed make the same scorer.
/// </summary>
public static class ScorerTraining
{
    /// <summary>Answers needed at least.</summary>
    public const int LeastAnswers = 100;

    /// <summary>Right ones, and wrong ones, needed at least.</summary>
    public const int LeastOfEach = 10;

    /// <summary>Answers that are used at most: the last ones.</summary>
    public const int MostAnswers = 50_000;

    /// <summary>Trains a scorer.</summary>
    /// <param name="answers">Judged answers of one tier. What the next tier gains is learned where enough of them say how right that was.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="trainedAt">The time now, for the artefact.</param>
    /// <exception cref="ArgumentException">Too few answers, or too few right or wrong ones; the message says how many it takes.</exception>
    public static ScorerArtifact Train(IReadOnlyList<JudgedAnswer> answers, ScorerSettings settings, DateTimeOffset trainedAt)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(settings);
        JudgedAnswer[] rows = [.. answers.Skip(answers.Count - MostAnswers)];
        Check(rows);
        var (right, gain) = (Column(rows, a => a.Right), Column(rows, a => a.NextRight - a.Right));
        var knowsNext = gain.Count(g => !float.IsNaN(g)) >= LeastAnswers;
        var features = rows.Select(r => r.Features).ToArray();
        int[] foldOf = [.. rows.Select(r => (int)(FeatureHash.Pair((uint)settings.Seed, r.Question) % (uint)settings.Folds))];
        var fit = new HeadFit(features, foldOf, settings);
        var rightPenalty = fit.ChoosePenalty(right, Logistic);
        var gainPenalty = knowsNext ? fit.ChoosePenalty(gain, Ridge) : 0;
        var unseen = new double[rows.Length];
        for (var fold = 0; fold < settings.Folds; fold++)
        {
            var (train, inside) = fit.Split(fold);
            var parts = new ScorerParts(Logistic(features, train, right, rightPenalty), Trees(features, train, right, settings), 1, 0, null, null);
            foreach (var i in inside)
            {
                unseen[i] = LearnedScorer.RawRight(parts, features[i]);
            }
        }

        var (slope, offset) = Calibrate(unseen, right);
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        var scorer = new LearnedScorer(new ScorerParts(
            Logistic(features, all, right, rightPenalty),
            Trees(features, all, right, settings),
            slope,
            offset,
            knowsNext ? Ridge(features, all, gain, gainPenalty) : null,
            knowsNext ? Trees(features, all, gain, settings) : null));

        // Through its text: the scorer that is handed out is the one that a silo will load.
        return ScorerArtifact.FromJson(new ScorerArtifact(scorer, Evaluate(unseen, right, slope, offset), trainedAt).ToJson());
    }

    private static LinearScore Logistic(float[][] features, int[] train, float[] target, float penalty)
    {
        var (weights, bias) = DenseLogisticFit.Fit(features, train, i => target[i], penalty);
        return new LinearScore(weights, bias);
    }

    // Its errors aren't divided by their variance, as those of the logistic regression are: about a fifth.
    private static LinearScore Ridge(float[][] features, int[] train, float[] target, float penalty)
    {
        var (weights, bias) = RidgeFit.Fit(features, train, i => target[i], 5 * penalty);
        return new LinearScore(weights, bias);
    }

    private static RegressionTrees Trees(float[][] features, int[] train, float[] target, ScorerSettings settings) =>
        TreeFit.Fit(features, train, i => target[i], settings.Trees, new Random(settings.Seed));

    private static float[] Column(JudgedAnswer[] rows, Func<JudgedAnswer, float> of) => [.. rows.Select(of)];

    private static (double Slope, double Offset) Calibrate(double[] unseen, float[] right)
    {
        // Platt's targets: as if one more right and one more wrong answer had been seen, so that no share is 0 or 1.
        var (rights, wrongs) = (right.Sum(), right.Length - right.Sum());
        var (high, low) = ((rights + 1) / (rights + 2), 1 / (wrongs + 2));
        var rows = unseen.Select(u => new[] { (float)LearnedScorer.LogOdds(u) }).ToArray();
        var (weights, bias) = DenseLogisticFit.Fit(rows, [.. Enumerable.Range(0, rows.Length)], i => low + ((high - low) * right[i]), 1);

        // Never turned round: a scorer that tells nothing says the share.
        return weights[0] > 0 ? (weights[0], bias) : (0, Math.Log(rights / wrongs));
    }

    private static ScorerEvaluation Evaluate(double[] unseen, float[] right, double slope, double offset)
    {
        var said = unseen.Select(u => LearnedScorer.Calibrated(u, slope, offset)).ToArray();
        var mean = right.Average();
        var bins = Enumerable.Range(0, said.Length).GroupBy(i => (int)Math.Min(9, said[i] * 10));
        return new ScorerEvaluation(
            right.Length,
            mean,
            Auroc(unseen, right),
            said.Zip(right, (s, r) => (s - r) * (s - r)).Average(),
            right.Average(r => (double)(r - mean) * (r - mean)),
            bins.Sum(b => Math.Abs(b.Average(i => said[i]) - b.Average(i => right[i])) * b.Count()) / said.Length);
    }

    // By ranks, ties counting half; answers that are half right count as both.
    private static double Auroc(double[] said, float[] right)
    {
        var (below, sum, rights, wrongs) = (0.0, 0.0, right.Sum(r => (double)r), right.Sum(r => 1.0 - r));
        foreach (var tied in Enumerable.Range(0, said.Length).GroupBy(i => said[i]).OrderBy(g => g.Key))
        {
            var (tiedRight, tiedWrong) = (tied.Sum(i => (double)right[i]), tied.Sum(i => 1.0 - right[i]));
            sum += tiedRight * (below + (tiedWrong / 2));
            below += tiedWrong;
        }

        return sum / (rights * wrongs);
    }

    private static void Check(JudgedAnswer[] rows)
    {
        if (rows.Length < LeastAnswers)
        {
            throw new ArgumentException($"answers: {rows.Length} judged, at least {LeastAnswers} are needed");
        }

        if (rows.Sum(r => r.Right) is var rights && (rights < LeastOfEach || rows.Length - rights < LeastOfEach))
        {
            throw new ArgumentException($"answers: {rights:0} of {rows.Length} are right; at least {LeastOfEach} right ones and as many wrong ones are needed");
        }
    }
}
