using Mesh.Routing.Learning;

namespace Mesh.Routing.Tests.Learning;

/// <summary>What a router says of a prompt, worked out from its parts in the plainest way.</summary>
internal sealed class PlainPrediction
{
    private readonly LearnedParts _parts;
    private readonly int _models;
    private readonly float[] _signals = new float[PromptSignals.Count];
    private readonly List<(int Row, double Value)> _features = [];
    private readonly List<(int Row, double Value)> _words = [];

    private PlainPrediction(LearnedRouter router, string prompt)
    {
        (_parts, _models) = (router.Parts, router.Models.Count);
        var tokens = new PromptTokens();
        tokens.Read(prompt);
        uint[] words = [.. Enumerable.Range(0, tokens.Count).Select(i => FeatureHash.Word(tokens[i]))];
        var text = tokens.Text.ToString();
        _words.AddRange(Weighed(words));
        _features.AddRange(_words);
        _features.AddRange(Weighed(words.Zip(words.Skip(1), FeatureHash.Pair)));
        _features.AddRange(Weighed(Enumerable.Range(0, Math.Max(0, text.Length - 3)).Select(i => FeatureHash.Gram(text.AsSpan(i, 4)))));
        PromptSignals.Fill(tokens, words.Length == 0 ? 0 : (float)words.Count(w => _parts.Vocabulary.RowOf(w) >= 0) / words.Length, _signals);
    }

    /// <summary>The quality of each model.</summary>
    /// <param name="router">The router.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="asked">In what the router has just predicted it: a value that differs in its last digits must not lie on the other side of a tree's threshold.</param>
    public static double[] Of(LearnedRouter router, string prompt, PredictionScratch asked) => new PlainPrediction(router, prompt).Qualities(asked);

    private static float Settled(double plain, float asked) => Math.Abs(plain - asked) < 1e-4 ? asked : (float)plain;

    private double[] Qualities(PredictionScratch asked)
    {
        var embedded = Embedded();
        double[] extended = [.. embedded, .. _signals.Select(s => 0.1 * s)];
        double[] wide = [.. Heads(_parts.Wide, _models)], others = [.. Heads(_parts.Auxiliary, _parts.Auxiliary.Models)];
        var kinds = Expected(_parts.Kinds, _parts.Kinds.Width == embedded.Length ? embedded : extended);
        var clusters = Expected(_parts.Clusters, embedded);
        double[] common = [.. _signals, .. Enumerable.Range(0, 24).Select(d => d < embedded.Length ? embedded[d] : 0), .. others, wide.Average(), kinds.Average()];
        var differences = new double[_models];
        for (var m = 0; m < _models; m++)
        {
            var head = _models == 2 ? 0 : m;
            double[] own = [wide[m] - wide.Average(), kinds[m] - kinds.Average(), clusters[m] - clusters.Average()];
            float[] row = [.. common.Select((v, f) => Settled(v, asked.Row[f])), .. own.Select((v, k) => Settled(v, asked.Stages[k][m]))];
            var ridge = _parts.Ridge.Bias[head] + row.Select((v, f) => v * _parts.Ridge.Weights[(head * row.Length) + f]).Sum();
            double[] said = [.. own, ridge, _parts.Trees[head].Predict(row)];
            differences[m] = said.Select((s, p) => s * _parts.Blend.Own[p]).Sum();
        }

        var mean = _parts.Blend.CommonBias + new[] { wide.Average(), kinds.Average(), clusters.Average() }.Select((s, p) => s * _parts.Blend.Common[p]).Sum();
        if (_models == 2)
        {
            var second = mean + _parts.Blend.OwnBias[0] + differences[1];
            return [Math.Clamp((2 * mean) - second, 0, 1), Math.Clamp(second, 0, 1)];
        }

        return [.. Enumerable.Range(0, _models).Select(m => Math.Clamp(mean + _parts.Blend.OwnBias[m] + differences.Select((d, k) => d * _parts.Blend.Kept[(m * _models) + k]).Sum(), 0, 1))];
    }

    private (int Row, double Value)[] Weighed(IEnumerable<uint> keys)
    {
        var known = keys.GroupBy(k => k).Where(g => _parts.Vocabulary.RowOf(g.Key) >= 0)
            .Select(g => (Row: _parts.Vocabulary.RowOf(g.Key), Value: (1 + Math.Log(g.Count())) * _parts.Vocabulary.Rarity[_parts.Vocabulary.RowOf(g.Key)])).ToArray();
        var length = Math.Sqrt(known.Sum(f => f.Value * f.Value));
        return [.. known.Select(f => (f.Row, f.Value / length))];
    }

    private IEnumerable<double> Heads(LinearHeads heads, int count) =>
        Enumerable.Range(0, count).Select(m => 1 / (1 + Math.Exp(-(heads.Bias[m] + _features.Sum(f => f.Value * heads.Weights[(f.Row * count) + m])))));

    private double[] Embedded()
    {
        var size = _parts.Embedding.Dimensions;
        double[] sum = [.. Enumerable.Range(0, size).Select(d => _words.Sum(w => w.Value * _parts.Embedding.Vectors[(w.Row * size) + d]))];
        var length = Math.Sqrt(sum.Sum(s => s * s));
        return length > 0 ? [.. sum.Select(s => s / length)] : sum;
    }

    private double[] Expected(GroupPosterior groups, double[] vector)
    {
        double[] logits = [.. Enumerable.Range(0, groups.Groups).Select(g => groups.Bias[g]
            + vector.Select((v, d) => v * groups.Weights[(g * vector.Length) + d]).Sum()
            + (groups.Words.Length == 0 ? 0 : _words.Sum(w => w.Value * groups.Words[(w.Row * groups.Groups) + g])))];
        double[] shares = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
        return [.. Enumerable.Range(0, _models).Select(m => shares.Select((s, g) => s / shares.Sum() * groups.Quality[(g * _models) + m]).Sum())];
    }
}
