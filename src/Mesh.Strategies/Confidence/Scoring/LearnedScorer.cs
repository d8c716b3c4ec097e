using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;

namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>
/// A scorer learned from judged answers: a logistic regression and boosted trees say how likely an answer is right, a ridge regression and
/// trees what the next tier would gain. Two kinds of each, since with few answers neither is reliably the better one. Thread-safe.
/// </summary>
public sealed class LearnedScorer
{
    /// <summary>How much it counts beside other sources: it has read what the rules read, and learned what it is worth.</summary>
    public const double Weight = 2;

    private readonly ScorerParts _parts;

    internal LearnedScorer(ScorerParts parts) => _parts = parts;

    internal ScorerParts Parts => _parts;

    /// <summary>Whether it knows what a next tier would gain.</summary>
    public bool KnowsNext => _parts.Gain is not null;

    /// <summary>Scores an answer.</summary>
    /// <param name="answer">Its checks.</param>
    /// <param name="question">The question's text.</param>
    public ScoredAnswer Score(CheckedAnswer answer, string question)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(question);
        Span<float> features = stackalloc float[ScorerFeatures.Count];
        ScorerFeatures.Fill(answer, question, features);
        return Score(features);
    }

    internal ScoredAnswer Score(ReadOnlySpan<float> features)
    {
        var raw = RawRight(_parts, features);
        var right = Calibrated(raw, _parts.Slope, _parts.Offset);
        if (RawGain(_parts, features) is not { } gain)
        {
            return new ScoredAnswer(right, null, right);
        }

        // Doubt counts as much as the direct estimate, which is made of differences and so the noisier one.
        return new ScoredAnswer(right, gain, (1 + raw - gain) / 3);
    }

    /// <summary>Before calibration.</summary>
    internal static double RawRight(ScorerParts parts, ReadOnlySpan<float> features) =>
        Math.Clamp((Dense.Sigmoid(parts.Right.Of(features)) + parts.RightTrees.Predict(features)) / 2, 0, 1);

    internal static double? RawGain(ScorerParts parts, ReadOnlySpan<float> features) =>
        parts is { Gain: { } gain, GainTrees: { } trees } ? Math.Clamp((gain.Of(features) + trees.Predict(features)) / 2, -1, 1) : null;

    /// <summary>Platt's scaling (1999) of a probability: its log-odds times a slope and an offset.</summary>
    internal static double Calibrated(double raw, double slope, double offset) => 1 / (1 + Math.Exp(-((slope * LogOdds(raw)) + offset)));

    /// <summary>Bounded, so that a raw 0 or 1 isn't for ever.</summary>
    internal static double LogOdds(double raw)
    {
        const double Surest = 0.005;
        var value = Math.Clamp(raw, Surest, 1 - Surest);
        return Math.Log(value / (1 - value));
    }
}
