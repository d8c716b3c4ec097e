using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>Reads token counts in OpenAI's dialect.</summary>
internal static class OpenAIUsage
{
    /// <summary>The count in a chunk, and whether the chunk holds nothing else (no choices).</summary>
    public static (TokenUsage? Usage, bool Empty) Peek(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Json.Read(json, root => (Of(root), Json.Array(root, "choices") is not { } choices || choices.GetArrayLength() == 0));
        }
        catch (JsonException)
        {
            return (null, false);
        }
    }

    /// <summary>The count in an answer or chunk; null when there is none or it cannot be true.</summary>
    public static TokenUsage? Of(JsonElement root)
    {
        // Groq's streams carry it in a corner of their own.
        if ((Json.Object(root, "usage") ?? (Json.Object(root, "x_groq") is { } groq ? Json.Object(groq, "usage") : null)) is not { } usage)
        {
            return null;
        }

        var input = Count(usage, "prompt_tokens");
        var output = Count(usage, "completion_tokens");
        if (input is null || (output is null && Json.Find(usage, "completion_tokens") is not null) || Contradicts(usage, input.Value, output ?? 0))
        {
            return null;
        }

        return new TokenUsage
        {
            Input = input.Value,
            CachedInput = Math.Min(input.Value, Detail(usage, "prompt_tokens_details", "cached_tokens") ?? Count(usage, "prompt_cache_hit_tokens") ?? 0),
            Output = output ?? 0,
            Reasoning = Math.Min(output ?? 0, Detail(usage, "completion_tokens_details", "reasoning_tokens") ?? Count(usage, "reasoning_tokens") ?? 0),
            Source = UsageSource.Upstream,
        };
    }

    // Some vendors' total holds thought tokens beside the two parts, so it may be more than they are; less it cannot be.
    private static bool Contradicts(JsonElement usage, long input, long output) => Json.Integer(usage, "total_tokens") is { } total && total < Math.Max(input, output);

    private static long? Detail(JsonElement usage, string group, string name) => Json.Object(usage, group) is { } details ? Count(details, name) : null;

    // Above a billion tokens no vendor has been honest yet; such a count is no count.
    private static long? Count(JsonElement parent, string name) => Json.Integer(parent, name) is { } count and >= 0 and <= 1_000_000_000 ? count : null;
}
