using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Conversations.Context;

/// <summary>What a prompt asks of a model.</summary>
internal static class PromptNeeds
{
    private const long BytesAToken = 4;
    private const long TokensAround = 8;

    /// <summary>The caller's query with what the new messages need: they must be read as they are, and they must fit. What came before is made to fit.</summary>
    /// <param name="query">What the caller asked.</param>
    /// <param name="target">Who is to answer.</param>
    /// <param name="asked">The new messages, with instructions, tools and settings.</param>
    /// <param name="before">Tokens of what came before, about.</param>
    public static RouteQuery Of(RouteQuery query, string target, ChatRequest asked, long before)
    {
        var sized = Sized(query, asked);
        return sized with
        {
            Target = target,
            Needs = asked.Messages.SelectMany(m => m.Parts).Aggregate(OfSettings(asked), (needs, part) => needs | Of(part)),
            InputTokensAtMost = sized.InputTokensAtMost + (before * BytesAToken),
            InputTokensExpected = sized.InputTokensExpected + before,
            InputTokensNeeded = sized.InputTokensExpected,
            MaxOutputTokens = asked.Settings.MaxOutputTokens,
        };
    }

    /// <summary>A query with the size of the prompt that is sent.</summary>
    public static RouteQuery Sized(RouteQuery query, ChatRequest prompt)
    {
        var bytes = Bytes(prompt);
        return query with { InputTokensAtMost = bytes, InputTokensExpected = (bytes / BytesAToken) + TokensAround };
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
