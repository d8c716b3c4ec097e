using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;

namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>What a scorer reads of an answer: its checks, then its question's signals. Their names stand in the artefact, so that one trained on others is refused.</summary>
internal static class ScorerFeatures
{
    [ThreadStatic]
    private static PromptTokens? t_tokens;

    /// <summary>How many there are.</summary>
    public static int Count { get; } = CheckedAnswer.Count + PromptSignals.Count;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetNames<AnswerCheck>(), .. Enumerable.Range(0, PromptSignals.Count).Select(i => FormattableString.Invariant($"Signal{i}"))];

    /// <summary>The features of an answer.</summary>
    public static float[] Of(CheckedAnswer answer, string question)
    {
        var features = new float[Count];
        Fill(answer, question, features);
        return features;
    }

    /// <summary>The features of an answer, where they are to stand: after the first questions of a thread nothing is allocated.</summary>
    public static void Fill(CheckedAnswer answer, string question, Span<float> features)
    {
        answer.Values.CopyTo(features);
        var tokens = t_tokens ??= new PromptTokens();
        tokens.Read(question);
        PromptSignals.Fill(tokens, 0, features[CheckedAnswer.Count..]);
    }
}
