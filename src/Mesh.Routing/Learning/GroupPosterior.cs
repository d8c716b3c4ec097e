namespace Mesh.Routing.Learning;

/// <summary>
/// Which kind of prompt it is, among those seen in training (labelled subjects and tasks, or clusters where nothing was labelled),
/// and how good each model is on that kind: linear discriminants over the prompt's vector.
/// </summary>
/// <param name="Groups">Kinds.</param>
/// <param name="Weights">Kind after kind, one weight a dimension.</param>
/// <param name="Bias">Of each kind.</param>
/// <param name="Quality">Kind after kind, the mean quality of each model there, shrunk towards its overall mean.</param>
internal sealed record GroupPosterior(int Groups, float[] Weights, float[] Bias, float[] Quality)
{
    /// <summary>Length of the vector that the kinds are told by.</summary>
    public int Width => Weights.Length / Groups;

    /// <summary>How likely each kind is.</summary>
    public void Posterior(ReadOnlySpan<float> vector, Span<float> posterior)
    {
        for (var g = 0; g < Groups; g++)
        {
            posterior[g] = Bias[g] + Dense.Dot(vector, Weights.AsSpan(g * vector.Length, vector.Length));
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
