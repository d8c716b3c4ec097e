namespace Mesh.Routing.Learning;

/// <summary>
/// Predicts from a prompt alone how good each model's answer would be. Made by training on recorded outcomes; immutable, any number
/// of threads may ask, each with a scratch of its own. Asking makes no call, reads no file and after the first few prompts allocates
/// nothing.
/// </summary>
public sealed class LearnedRouter
{
    private readonly Forest _forest;

    internal LearnedRouter(IReadOnlyList<string> models, LearnedParts parts) =>
        (Models, Parts, _forest) = (models, parts, new Forest(parts.Trees, StackedFeatures.OwnFrom(parts.Auxiliary.Models)));

    /// <summary>Names of the models, in the order of their predictions.</summary>
    public IReadOnlyList<string> Models { get; }

    internal LearnedParts Parts { get; }

    /// <summary>Fills in the quality to expect of each model, 0 to 1.</summary>
    /// <param name="prompt">The prompt's text.</param>
    /// <param name="scratch">Of the calling thread.</param>
    /// <param name="qualities">As long as <see cref="Models"/>.</param>
    public void Predict(ReadOnlySpan<char> prompt, PredictionScratch scratch, Span<float> qualities)
    {
        Score(prompt, scratch, qualities);
        foreach (ref var quality in qualities)
        {
            quality = Math.Clamp(quality, 0, 1);
        }
    }

    /// <summary>Like <see cref="Predict"/>, without the bounds: what models are compared by.</summary>
    internal void Score(ReadOnlySpan<char> prompt, PredictionScratch scratch, Span<float> qualities)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(qualities.Length, Models.Count);
        scratch.Fit(Parts.Embedding.Extended, Math.Max(Parts.Kinds.Groups, Parts.Clusters.Groups), Parts.Auxiliary.Models, Models.Count, _forest.Answers);
        scratch.Prompt.Read(Parts.Vocabulary, prompt);
        FirstStage(scratch, qualities);
        Combine(scratch, qualities);
    }

    /// <summary>What each predictor alone says of a model's difference from the mean, of the prompt that was scored last.</summary>
    internal float[] Apart(PredictionScratch scratch, int model)
    {
        var (pair, row) = (Models.Count == 2, scratch.Row);
        var (head, told, sign) = pair ? (0, 1, model == 1 ? 1 : -1) : (model, model, 1);
        StackedFeatures.FillOwn(scratch.Stages[0][told], scratch.Stages[1][told], scratch.Stages[2][told], row);
        return [.. new[] { scratch.Stages[0][told], scratch.Stages[1][told], scratch.Stages[2][told], Parts.Ridge.Predict(head, row), Parts.Trees[head].Predict(row) }.Select(d => sign * d)];
    }

    private void FirstStage(PredictionScratch scratch, Span<float> qualities)
    {
        var prompt = scratch.Prompt;
        Parts.Wide.Predict(prompt.Rows, prompt.Values, qualities);
        scratch.Means[0] = StackedFeatures.Split(qualities, scratch.Stages[0]);
        var vector = scratch.Embedded.AsSpan(0, Parts.Embedding.Dimensions);
        var words = prompt.Rows[..prompt.WordCount];
        var weights = prompt.Values[..prompt.WordCount];
        Parts.Embedding.Embed(words, weights, vector);
        Parts.Embedding.Extend(prompt.Signals, scratch.Embedded);
        Parts.Kinds.Posterior(Parts.Kinds.Width == vector.Length ? vector : scratch.Embedded, words, weights, scratch.Posterior);
        Parts.Kinds.Expect(scratch.Posterior.AsSpan(0, Parts.Kinds.Groups), qualities);
        scratch.Means[1] = StackedFeatures.Split(qualities, scratch.Stages[1]);
        Parts.Clusters.Posterior(vector, words, weights, scratch.Posterior);
        Parts.Clusters.Expect(scratch.Posterior.AsSpan(0, Parts.Clusters.Groups), qualities);
        scratch.Means[2] = StackedFeatures.Split(qualities, scratch.Stages[2]);
        Parts.Auxiliary.Predict(prompt.Rows, prompt.Values, scratch.Auxiliary);
        StackedFeatures.Fill(prompt.Signals, vector, scratch.Auxiliary, scratch.Means[0], scratch.Means[1], scratch.Row);
    }

    private void Combine(PredictionScratch scratch, Span<float> qualities)
    {
        var pair = qualities.Length == 2;
        _forest.Ask(scratch.Row, scratch.Answers);
        for (var m = pair ? 1 : 0; m < qualities.Length; m++)
        {
            var head = pair ? 0 : m;
            var (wide, kind, cluster) = (scratch.Stages[0][m], scratch.Stages[1][m], scratch.Stages[2][m]);
            StackedFeatures.FillOwn(wide, kind, cluster, scratch.Row);
            scratch.Differences[m] = Parts.Blend.Weigh(wide, kind, cluster, Parts.Ridge.Predict(head, scratch.Row), _forest.Predict(head, scratch.Row, scratch.Answers));
        }

        Parts.Blend.Join(scratch.Means, scratch.Differences, qualities);
    }
}
