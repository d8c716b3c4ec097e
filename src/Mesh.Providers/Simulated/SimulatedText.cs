using System.Globalization;
using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.Simulated;

/// <summary>What a simulated model says: the same for the same seed and prompt, and never the prompt itself.</summary>
internal static class SimulatedText
{
    private static readonly string[] s_words =
        ["the", "mesh", "would", "send", "this", "to", "a", "real", "model", "once", "one", "is", "in", "catalogue", "until", "then", "these", "words", "stand", "for", "its", "answer"];

    /// <summary>The answer, a token each.</summary>
    public static IReadOnlyList<string> Words(string model, SimulatedBehavior behavior, ChatRequest request)
    {
        if (request.ResponseFormat is { Kind: not ResponseFormatKind.Text })
        {
            return ["{\"simulated\":true,", $"\"model\":\"{model}\"}}"];
        }

        var images = request.Messages.Sum(m => m.Parts.Count(p => p is ImagePart));
        var words = new List<string> { $"[simulated:{model}]", " This", " answer", " is", " simulated", "." };
        if (images > 0)
        {
            words.AddRange([" It", " was", " given", $" {images.ToString(CultureInfo.InvariantCulture)}", " image(s)", "."]);
        }

        var state = (uint)behavior.Seed ^ Hash(request);
        while (words.Count < behavior.AnswerTokens)
        {
            // Numerical Recipes' linear congruential generator: repeatable, and good enough to pick words.
            state = (state * 1664525) + 1013904223;
            words.Add(" " + s_words[(state >> 16) % s_words.Length]);
        }

        return words;
    }

    /// <summary>Tokens of a prompt, from its characters.</summary>
    public static long PromptTokens(ChatRequest request) =>
        request.Messages.Sum(m => 4L + (m.Parts.OfType<TextPart>().Sum(t => (long)Encoding.UTF8.GetByteCount(t.Text)) / 4));

    // FNV-1a, 32 bits.
    private static uint Hash(ChatRequest request)
    {
        var hash = 2166136261u;
        foreach (var text in request.Messages.SelectMany(m => m.Parts).OfType<TextPart>())
        {
            foreach (var c in text.Text)
            {
                hash = (hash ^ c) * 16777619;
            }
        }

        return hash;
    }
}
