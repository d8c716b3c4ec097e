using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Conversations.Context;

/// <summary>What a whole prompt asks of a model.</summary>
internal static class PromptNeeds
{
    private const long BytesAToken = 4;
    private const long TokensAround = 8;

    /// <summary>The caller's query with what the prompt needs and how long it is.</summary>
    /// <param name="query">What the caller asked.</param>
    /// <param name="target">Who is to answer.</param>
    /// <param name="prompt">The whole prompt.</param>
    public static RouteQuery Of(RouteQuery query, string target, ChatRequest prompt)
    {
        var bytes = Bytes(prompt);
        return query with
        {
            Target = target,
            Needs = prompt.Messages.SelectMany(m => m.Parts).Aggregate(OfSettings(prompt), (needs, part) => needs | Of(part)),
            InputTokensAtMost = bytes,
            InputTokensExpected = (bytes / BytesAToken) + TokensAround,
            MaxOutputTokens = prompt.Settings.MaxOutputTokens,
        };
    }

    private static ModelCapabilities OfSettings(ChatRequest prompt) => ModelCapabilities.Text
        | (prompt.Tools.Count > 0 ? ModelCapabilities.Tools : 0)
        | (prompt.Settings.Logprobs == true ? ModelCapabilities.Logprobs : 0)
        | (prompt.ResponseFormat?.Kind == ResponseFormatKind.JsonSchema ? ModelCapabilities.JsonSchema : 0);

    private static ModelCapabilities Of(ContentPart part) => part switch
    {
        ImagePart => ModelCapabilities.ImageIn,
        FilePart => ModelCapabilities.FileIn,
        AudioPart => ModelCapabilities.AudioIn,
        _ => 0,
    };

    private static long Bytes(ChatRequest prompt) =>
        prompt.Messages.Sum(m => m.Parts.Sum(Bytes) + m.ToolCalls.Sum(c => (long)c.ArgumentsJson.Length)) + prompt.Tools.Sum(t => (long)(t.ParametersJson?.Length ?? 0));

    private static long Bytes(ContentPart part) => part is TextPart text ? Encoding.UTF8.GetByteCount(text.Text) : 0;
}
