namespace Mesh.Routing.Learning;

/// <summary>
/// Which kind of prompt it is, among those seen in training (labelled subjects and tasks, or clusters where nothing was labelled),
/// and how good each model is on that kind: linear discriminants over the prompt's vector, and naive Bayes over its words.
/// </summary>
/// <param name="Groups">Kinds.</param>
/// <param name="Weights">Kind after kind, one weight a dimension.</param>
/// <param name="Bias">Of each kind.</param>
/// <param name="Words">Word after word of the vocabulary, what it says for each kind (naive Bayes); empty for clusters.</param>
/// <param name="Quality">Kind after kind, the mean quality of each model there, shrunk towards its overall mean.</param>
internal sealed record GroupPosterior(int Groups, float[] Weights, float[] Bias, float[] Words, float[] Quality)
{
    /// <summary>Length of the vector that the kinds are told by.</summary>
    public int Width => Weights.Length / Groups;

    /// <summary>How likely each kind is.</summary>
    /// <param name="vector">The prompt's vector, <see cref="Width"/> long.</param>
    /// <param name="rows">Rows of its words.</param>
    /// <param name="values">Weights of these.</param>
    /// <param name="posterior">Filled.</param>
    public void Posterior(ReadOnlySpan<float> vector, ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> posterior)
    {
        for (var g = 0; g < Groups; g++)
        {
            posterior[g] = Bias[g] + Dense.Dot(vector, Weights.AsSpan(g * vector.Length, vector.Length));
        }

        if (Words.Length > 0)
        {
            Dense.AddRows(Words, rows, values, posterior[..Groups]);
        }

        Dense.Softmax(posterior[..Groups]);
    }

    /// <summary>The quality to expect of each model.</summary>
    public void Expect(ReadOnlySpan<float> posterior, Span<float> qualities)
    {
        qualities.Clear();
        for (var g = 0; g < Groups; g++)
        {
            Dense.AddScaled(Quality.AsSpan(g * qualities.Length, qualities.Length), posterior[g], qualities);
        }
    }
}
