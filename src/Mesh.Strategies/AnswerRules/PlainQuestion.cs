using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Strategies.AnswerRules;

/// <summary>What a request asks, where that is one plain text.</summary>
public static class PlainQuestion
{
    /// <summary>Longest one, in characters.</summary>
    public const int MostCharacters = 2000;

    /// <summary>The last message, when it is a user's, nothing but text and not too long, in a request without tools for one answer; else null.</summary>
    /// <param name="task">The request.</param>
    /// <param name="freeText">Whether the answer must be free text too, without a form or log-probabilities.</param>
    public static string? Of(ChatTask task, bool freeText)
    {
        try
        {
            var question = task.Request is
            {
                Tools.Count: 0, Settings.Choices: null or 1, Messages: [.., { Role: ChatRole.User, Parts: { Count: > 0 } parts }],
            } request && parts.All(p => p is TextPart) && (!freeText || IsFree(request))
                ? string.Concat(parts.Cast<TextPart>().Select(p => p.Text))
                : null;
            return question is { Length: <= MostCharacters } ? question : null;
        }
        catch (MeshException)
        {
            // What is wrong with it is the upstream's to say.
            return null;
        }
    }

    private static bool IsFree(ChatRequest request) => request is { ResponseFormat: null or { Kind: ResponseFormatKind.Text }, Settings.Logprobs: not true };
}
