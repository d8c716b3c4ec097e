using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;

namespace Mesh.Training.Confidence;

/// <summary>One answer that somebody judged, as training a scorer needs it: numbers only, no text.</summary>
public sealed class JudgedAnswer
{
    private JudgedAnswer(float[] features, uint question, float right, float nextRight) => (Features, Question, Right, NextRight) = (features, question, right, nextRight);

    /// <summary>How right it was, 0 to 1.</summary>
    public float Right { get; }

    /// <summary>How right the next tier's answer was, 0 to 1; not a number where it wasn't asked.</summary>
    public float NextRight { get; }

    internal float[] Features { get; }

    internal uint Question { get; }

    /// <summary>Checks an answer and keeps what training needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A quality isn't between 0 and 1.</exception>
    public static JudgedAnswer Of(AnswerToCheck given, float right, float nextRight = float.NaN)
    {
        ArgumentNullException.ThrowIfNull(given);
        return Of(ScorerFeatures.Of(AnswerChecks.Of(given), given.Question), HashedPrompt.Of(given.Question).Question, right, nextRight);
    }

    /// <summary>An answer whose features were recorded.</summary>
    /// <param name="features">Its features.</param>
    /// <param name="question">The same number for the same question.</param>
    /// <param name="right">How right it was, 0 to 1.</param>
    /// <param name="nextRight">How right the next tier's answer was; not a number where it wasn't asked.</param>
    /// <exception cref="ArgumentException">They are of another number than this version reads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A quality isn't between 0 and 1.</exception>
    public static JudgedAnswer Of(float[] features, uint question, float right, float nextRight = float.NaN)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Length != ScorerFeatures.Count)
        {
            throw new ArgumentException($"features: {features.Length} were recorded, {ScorerFeatures.Count} are read; record answers with this version", nameof(features));
        }

        if (right is not (>= 0 and <= 1) || nextRight is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(right), $"right: {right} and {nextRight}; both go from 0 to 1");
        }

        return new JudgedAnswer(features, question, right, nextRight);
    }
}
