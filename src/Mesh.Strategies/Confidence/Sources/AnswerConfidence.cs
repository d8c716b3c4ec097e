namespace Mesh.Strategies.Confidence.Sources;

/// <summary>The confidence in an answer, and what it is made of.</summary>
/// <param name="Value">0 to 1; null where no source had anything to say.</param>
/// <param name="Parts">What each source said, in their order.</param>
public sealed record AnswerConfidence(double? Value, IReadOnlyList<ConfidencePart> Parts)
{
    // A source that is always sure would outweigh all others without bound.
    private const double Surest = 0.001;

    /// <summary>
    /// Combines sources: the weighted mean of their log-odds (a logarithmic opinion pool; Genest and Zidek, 1986), and no more than the
    /// least of those that cap. A mean: sources that read the same text aren't independent, so their agreement adds no certainty. What all
    /// are certain of stays certain.
    /// </summary>
    /// <exception cref="ArgumentException">A part's value or weight can't be; it is named.</exception>
    public static AnswerConfidence Of(IReadOnlyList<ConfidencePart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var (odds, weight, cap, least, most) = (0.0, 0.0, double.PositiveInfinity, 1.0, 0.0);
        foreach (var part in parts)
        {
            if (part.Value is not (>= 0 and <= 1) || !(part.Weight >= 0 && double.IsFinite(part.Weight)))
            {
                throw new ArgumentException($"{part.Source}: value {part.Value} and weight {part.Weight}; a value goes from 0 to 1, a weight is 0 or more", nameof(parts));
            }

            if (part.Caps)
            {
                cap = Math.Min(cap, part.Value);
                continue;
            }

            var value = Math.Clamp(part.Value, Surest, 1 - Surest);
            (odds, weight) = (odds + (part.Weight * Math.Log(value / (1 - value))), weight + part.Weight);
            (least, most) = part.Weight > 0 ? (Math.Min(least, part.Value), Math.Max(most, part.Value)) : (least, most);
        }

        double? mean = weight <= 0 ? null : least >= 1 || most <= 0 ? least : 1 / (1 + Math.Exp(-odds / weight));
        return new AnswerConfidence(double.IsPositiveInfinity(cap) ? mean : Math.Min(cap, mean ?? cap), parts);
    }
}
