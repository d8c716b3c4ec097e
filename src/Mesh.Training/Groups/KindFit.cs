using Mesh.Routing.Learning;
using Mesh.Training.Stages;

namespace Mesh.Training.Groups;

/// <summary>
/// Tells labelled kinds apart: linear discriminants over the prompts' vectors plus naive Bayes over weighted words. How much each counts
/// is chosen on a part of the prompts that neither had seen.
/// </summary>
internal static class KindFit
{
    private const double Ridge = 0.3;
    private const double Smoothing = 0.02;

    // A tenth decides on the weights.
    private const int Parts = 10;
    private static readonly (float Discriminants, float Words)[] s_weights =
        [.. from d in new[] { 0f, 0.3f, 0.6f, 1f } from w in new[] { 0f, 0.5f, 1f, 1.5f, 2f, 3f } where d + w > 0 select (d, w)];

    /// <summary>Fits; the kinds' qualities are left empty.</summary>
    public static GroupPosterior Fit(TrainingTable table, int[] train)
    {
        int[] most = [.. train.Where((_, at) => at % Parts != 0)], rest = [.. train.Where((_, at) => at % Parts == 0)];
        var (discriminants, words) = Both(table, most);
        var told = rest.Select(i => (Kind: table.KindOf[i], Discriminants: Logits(table, discriminants, i), Words: Logits(table, words, i))).ToArray();
        var best = s_weights.MinBy(w => told.Sum(t => Loss(t.Kind, t.Discriminants, t.Words, w.Discriminants, w.Words)));
        (discriminants, words) = Both(table, train);
        return new GroupPosterior(table.Kinds, Scaled(discriminants.Weights, best.Discriminants), Scaled(discriminants.Bias, best.Discriminants), Scaled(words.Words, best.Words), []);
    }

    private static (GroupPosterior Discriminants, GroupPosterior Words) Both(TrainingTable table, int[] train)
    {
        var d = Discriminants.Fit(table.KindVectors, train, table.KindOf, table.Kinds, Ridge);
        var none = new float[table.Kinds * table.KindVectors[0].Length];
        return (new GroupPosterior(table.Kinds, d.Weights, d.Bias, [], []), new GroupPosterior(table.Kinds, none, new float[table.Kinds], Bayes(table, train), []));
    }

    // log p(word | kind), each word's mean over the kinds taken off.
    private static float[] Bayes(TrainingTable table, int[] train)
    {
        var (kinds, words) = (table.Kinds, table.Vocabulary.PairsFrom);
        var (sums, totals) = (new double[words * kinds], new double[kinds]);
        foreach (var i in train)
        {
            var rows = table.Rows.Words(i);
            var values = table.Rows.WordValues(i);
            for (var k = 0; k < rows.Length; k++)
            {
                sums[(rows[k] * kinds) + table.KindOf[i]] += values[k];
                totals[table.KindOf[i]] += values[k];
            }
        }

        var weights = new float[words * kinds];
        for (var w = 0; w < words; w++)
        {
            var mean = 0.0;
            for (var g = 0; g < kinds; g++)
            {
                var log = Math.Log((sums[(w * kinds) + g] + Smoothing) / (totals[g] + (Smoothing * words)));
                weights[(w * kinds) + g] = (float)log;
                mean += log / kinds;
            }

            for (var g = 0; g < kinds; g++)
            {
                weights[(w * kinds) + g] -= (float)mean;
            }
        }

        return weights;
    }

    // Logarithms of shares serve as well as the logits: softmax takes a constant off.
    private static float[] Logits(TrainingTable table, GroupPosterior groups, int i)
    {
        var shares = new float[groups.Groups];
        groups.Posterior(table.KindVectors[i], table.Rows.Words(i), table.Rows.WordValues(i), shares);
        return [.. shares.Select(s => MathF.Log(s + 1e-30f))];
    }

    private static double Loss(int kind, float[] discriminants, float[] words, float d, float w)
    {
        var logits = new float[words.Length];
        for (var g = 0; g < logits.Length; g++)
        {
            logits[g] = (d * discriminants[g]) + (w * words[g]);
        }

        Dense.Softmax(logits);
        return -Math.Log(logits[kind] + 1e-9);
    }

    private static float[] Scaled(float[] values, float scale) => [.. values.Select(v => v * scale)];
}
