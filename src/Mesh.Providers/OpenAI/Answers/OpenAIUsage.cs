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
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var empty = !root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0;
            return (Of(root), empty);
        }
        catch (JsonException)
        {
            return (null, false);
        }
    }

    /// <summary>The count in an answer or chunk; null when there is none or it cannot be true.</summary>
    public static TokenUsage? Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var input = Count(usage, "prompt_tokens");
        var output = Count(usage, "completion_tokens");
        if (input is null || (output is null && usage.TryGetProperty("completion_tokens", out _)))
        {
            return null;
        }

        return new TokenUsage
        {
            Input = input.Value,
            CachedInput = Math.Min(input.Value, Detail(usage, "prompt_tokens_details", "cached_tokens") ?? Count(usage, "prompt_cache_hit_tokens") ?? 0),
            Output = output ?? 0,
            Reasoning = Math.Min(output ?? 0, Detail(usage, "completion_tokens_details", "reasoning_tokens") ?? 0),
            Source = UsageSource.Upstream,
        };
    }

    private static long? Detail(JsonElement usage, string group, string name) =>
        usage.TryGetProperty(group, out var details) && details.ValueKind == JsonValueKind.Object ? Count(details, name) : null;

    // Above a billion tokens no vendor has been honest yet; such a count is no count.
    private static long? Count(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is >= 0 and <= 1_000_000_000
            ? count
            : null;
}
