namespace Mesh.Strategies.Confidence.Checks;

/// <summary>An answer with what it answers.</summary>
/// <param name="Question">The last thing that the user said.</param>
/// <param name="Answer">The answer's text.</param>
/// <param name="FinishReason">Why it ended, in the vendor's word; null where that isn't known.</param>
/// <param name="FitsSchema">Whether it fits the JSON schema that was asked for; null where none was.</param>
public sealed record AnswerToCheck(string Question, string Answer, string? FinishReason = null, bool? FitsSchema = null)
{
    /// <summary>Characters of question and answer that are read, each; of a longer text the first and last halves of that.</summary>
    public const int MostCharacters = 32_768;

    internal AnswerToCheck Bounded() => this with { Question = Bound(Question), Answer = Bound(Answer) };

    private static string Bound(string text) =>
        text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters / 2), "\n", text.AsSpan(text.Length - (MostCharacters / 2)));
}
