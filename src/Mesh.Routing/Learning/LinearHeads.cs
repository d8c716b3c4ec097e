namespace Mesh.Routing.Learning;

/// <summary>One logistic regression a model over the hashed features: the probability that the model's answer will do.</summary>
/// <param name="Models">Models.</param>
/// <param name="Weights">Row after row, a weight for each model.</param>
/// <param name="Bias">Of each model.</param>
internal sealed record LinearHeads(int Models, float[] Weights, float[] Bias)
{
    /// <summary>Probabilities for a prompt.</summary>
    public void Predict(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> probabilities)
    {
        Bias.CopyTo(probabilities);
        for (var i = 0; i < rows.Length; i++)
        {
            Dense.AddScaled(Weights.AsSpan(rows[i] * Models, Models), values[i], probabilities);
        }

        foreach (ref var probability in probabilities[..Models])
        {
            probability = Dense.Sigmoid(probability);
        }
    }
}
