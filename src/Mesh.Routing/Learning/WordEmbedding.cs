namespace Mesh.Routing.Learning;

/// <summary>
/// Words as short vectors learned from the prompts at hand (latent semantic analysis: the leading singular vectors of prompts by
/// words); a prompt is the weighted sum of its words, brought to unit length.
/// </summary>
/// <param name="Dimensions">Length of a vector.</param>
/// <param name="Vectors">Row after row of the vocabulary's single words.</param>
internal sealed record WordEmbedding(int Dimensions, float[] Vectors)
{
    // Brings signals to about the scatter of a vector's dimensions.
    private const float SignalScale = 0.1f;

    /// <summary>Length of the vector that kinds are told by: the prompt's own and its signals.</summary>
    public int Extended => Dimensions + PromptSignals.Count;

    /// <summary>Adds the signals behind a prompt's vector.</summary>
    /// <param name="signals">The prompt's signals.</param>
    /// <param name="vector"><see cref="Extended"/> long.</param>
    public void Extend(ReadOnlySpan<float> signals, Span<float> vector)
    {
        for (var s = 0; s < signals.Length; s++)
        {
            vector[Dimensions + s] = SignalScale * signals[s];
        }
    }

    /// <summary>The vector of a prompt; all zero where no word is known.</summary>
    public void Embed(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> vector)
    {
        vector.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            Dense.AddScaled(Vectors.AsSpan(rows[i] * Dimensions, Dimensions), values[i], vector);
        }

        var length = MathF.Sqrt(Dense.Dot(vector, vector));
        if (length > 0)
        {
            foreach (ref var v in vector)
            {
                v /= length;
            }
        }
    }
}
