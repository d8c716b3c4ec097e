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
        if (Models == 2)
        {
            AddPairs(rows, values, probabilities);
        }
        else
        {
            Dense.AddRows(Weights, rows, values, probabilities[..Models]);
        }

        foreach (ref var probability in probabilities[..Models])
        {
            probability = Dense.Sigmoid(probability);
        }
    }

    // Two weights are too few for the processor's vectors: what surrounds those would take most of the time.
    private void AddPairs(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> probabilities)
    {
        var (first, second) = (0f, 0f);
        for (var i = 0; i < rows.Length; i++)
        {
            var weights = Weights.AsSpan(2 * rows[i], 2);
            (first, second) = (first + (weights[0] * values[i]), second + (weights[1] * values[i]));
        }

        (probabilities[0], probabilities[1]) = (probabilities[0] + first, probabilities[1] + second);
    }
}
