namespace Mesh.Routing.Learning;

/// <summary>
/// The dense row that the second stage (ridge and trees) reads: signals, the leading dimensions of the prompt's vector, what other
/// prompts' difficulty says, and what the first stage expects in common of all models and of the one in question.
/// </summary>
internal static class StackedFeatures
{
    private const int Dimensions = 24;

    // Common: of the regressions and the labelled kinds. Own: of these and the clusters.
    private const int Common = 2;
    private const int Own = 3;

    /// <summary>Length of a row.</summary>
    public static int Count(int auxiliaries) => PromptSignals.Count + Dimensions + auxiliaries + Common + Own;

    /// <summary>Where in a row what is one model's own begins.</summary>
    public static int OwnFrom(int auxiliaries) => Count(auxiliaries) - Own;

    /// <summary>Fills what is the same for all models.</summary>
    public static void Fill(ReadOnlySpan<float> signals, ReadOnlySpan<float> vector, ReadOnlySpan<float> auxiliaries, float wideCommon, float kindCommon, Span<float> row)
    {
        row.Clear();
        signals.CopyTo(row);
        var at = signals.Length;
        vector[..Math.Min(Dimensions, vector.Length)].CopyTo(row[at..]);
        at += Dimensions;
        auxiliaries.CopyTo(row[at..]);
        at += auxiliaries.Length;
        row[at] = wideCommon;
        row[at + 1] = kindCommon;
    }

    /// <summary>Fills what is one model's own: its expected difference from the mean of all.</summary>
    public static void FillOwn(float wide, float kind, float cluster, Span<float> row)
    {
        row[^3] = wide;
        row[^2] = kind;
        row[^1] = cluster;
    }

    /// <summary>Splits qualities into their mean, which is returned, and the differences from it.</summary>
    public static float Split(ReadOnlySpan<float> qualities, Span<float> differences)
    {
        var (sum, known) = (0f, 0);
        foreach (var quality in qualities)
        {
            if (!float.IsNaN(quality))
            {
                (sum, known) = (sum + quality, known + 1);
            }
        }

        var mean = known == 0 ? float.NaN : sum / known;
        for (var m = 0; m < qualities.Length; m++)
        {
            differences[m] = qualities[m] - mean;
        }

        return mean;
    }
}
