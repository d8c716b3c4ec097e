using System.Globalization;
using System.Text;
using Mesh.Contracts.Catalog;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Simulated;

/// <summary>What a simulated model says: the same for the same seed and prompt, and never the prompt itself.</summary>
internal static class SimulatedText
{
    private static readonly string[] s_words =
        ["the", "mesh", "would", "send", "this", "to", "a", "real", "model", "once", "one", "is", "in", "catalogue", "until", "then", "these", "words", "stand", "for", "its", "answer"];

    /// <summary>The answer, a token each.</summary>
    public static IReadOnlyList<string> Words(string model, SimulatedBehavior behavior, IReadOnlyList<ChatMessage> messages, ChatResponseFormat? format)
    {
        if (behavior.Answer is { } always)
        {
            return [.. Pieces(always)];
        }

        if (format is ChatResponseFormatJson)
        {
            return ["{\"simulated\":true,", $"\"model\":\"{model}\"}}"];
        }

        var images = messages.Sum(m => m.Contents.Count(IsImage));
        var words = new List<string> { $"[simulated:{model}]", " This", " answer", " is", " simulated", "." };
        if (images > 0)
        {
            words.AddRange([" It", " was", " given", $" {images.ToString(CultureInfo.InvariantCulture)}", " image(s)", "."]);
        }

        var state = (uint)behavior.Seed ^ Hash(messages);
        while (words.Count < behavior.AnswerTokens)
        {
            // Numerical Recipes' linear congruential generator: repeatable, and good enough to pick words.
            state = (state * 1664525) + 1013904223;
            words.Add(" " + s_words[(state >> 16) % s_words.Length]);
        }

        return words;
    }

    // A word with the space before it.
    private static IEnumerable<string> Pieces(string text)
    {
        for (var (from, next) = (0, 0); from < text.Length; from = next)
        {
            next = text.IndexOf(' ', from + 1) is > 0 and var space ? space : text.Length;
            yield return text[from..next];
        }
    }

    /// <summary>Tokens of a prompt, from its bytes.</summary>
    public static long PromptTokens(IReadOnlyList<ChatMessage> messages) =>
        messages.Sum(m => 4L + (Texts(m).Sum(t => (long)Encoding.UTF8.GetByteCount(t)) / 4));

    private static bool IsImage(AIContent content) =>
        content is DataContent data ? data.HasTopLevelMediaType("image") : content is UriContent uri && uri.HasTopLevelMediaType("image");

    private static IEnumerable<string> Texts(ChatMessage message) => message.Contents
        .Select(c => c is TextContent text ? text.Text : c is FunctionResultContent { Result: string result } ? result : null)
        .OfType<string>();

    // FNV-1a, 32 bits.
    private static uint Hash(IReadOnlyList<ChatMessage> messages)
    {
        var hash = 2166136261u;
        foreach (var c in messages.SelectMany(Texts).SelectMany(t => t))
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
