using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Caching;

/// <summary>Writes what changes the answer to a chat that came as records. The caller's name for its user does not.</summary>
internal static class RecordIdentity
{
    /// <summary>Longest identity whose answer is kept.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Writes the identity of <paramref name="request"/>.</summary>
    /// <param name="request">The chat.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="into">Takes the bytes.</param>
    /// <param name="withoutQuestion">Whether what the last message says is left out.</param>
    public static IdentityTraits Write(ChatRequest request, CallerIdentity caller, ArrayBufferWriter<byte> into, bool withoutQuestion)
    {
        var before = into.WrittenCount;
        var question = withoutQuestion ? request.Messages[^1] : null;
        using (var json = new Utf8JsonWriter(into, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            Write(json, request.Messages, (to, message) => Message(to, message, ReferenceEquals(message, question)));
            Write(json, request.Tools, Tool);
            Write(json, request.ToolChoice?.ToString(), request.ResponseFormat?.Kind.ToString(), request.ResponseFormat?.Name, request.ResponseFormat?.SchemaJson, request.ResponseFormat?.Strict?.ToString());
            Settings(json, request.Settings);
            Write(json, request.ExtraJson);
            json.WriteEndArray();
        }

        return Traits(request, caller) | (into.WrittenCount - before > MaxBytes ? IdentityTraits.Incomparable : IdentityTraits.None);
    }

    // What further fields stand for is the vendor's business; only a key with the scope may name objects in them.
    private static IdentityTraits Traits(ChatRequest request, CallerIdentity caller) =>
        (request.Settings is { Temperature: > 0 } or { Choices: > 1 } ? IdentityTraits.Sampled : IdentityTraits.None)
        | (request.Tools.Count > 0 ? IdentityTraits.Tools : IdentityTraits.None)
        | ((request.ExtraJson is not null && caller.Has("vendor-objects")) || request.Messages.Any(m => m.Parts.Any(IsElsewhere)) ? IdentityTraits.External : IdentityTraits.None);

    private static bool IsElsewhere(ContentPart part) => part switch
    {
        ImagePart image => IsAddress(image.Url),
        FilePart file => IsAddress(file.Data),
        _ => false,
    };

    private static bool IsAddress(string url) => url.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    private static void Message(Utf8JsonWriter json, ChatMessage message, bool withoutContent)
    {
        json.WriteStartArray();
        Write(json, message.Role.ToString(), message.ToolCallId, message.Name);
        Write(json, withoutContent ? [] : message.Parts, Part);
        Write(json, message.ToolCalls, (to, call) => Write(to, call.Id, call.Name, call.ArgumentsJson));
        json.WriteEndArray();
    }

    private static void Part(Utf8JsonWriter json, ContentPart part)
    {
        switch (part)
        {
            case TextPart text:
                Write(json, "text", text.Text);
                break;
            case ImagePart image:
                Write(json, "image", image.Url, image.Detail);
                break;
            case FilePart file:
                Write(json, "file", file.Name, file.Data);
                break;
            case AudioPart audio:
                Write(json, "audio", audio.Data, audio.Format);
                break;
            case ReasoningPart reasoning:
                Write(json, "reasoning", reasoning.Text);
                break;
            case RefusalPart refusal:
                Write(json, "refusal", refusal.Text);
                break;
            default:
                throw new NotSupportedException($"A part of the kind {part.GetType().Name} has no identity.");
        }
    }

    private static void Tool(Utf8JsonWriter json, ToolDefinition tool) => Write(json, tool.Name, tool.Description, tool.ParametersJson, tool.Strict?.ToString());

    private static void Settings(Utf8JsonWriter json, ChatSettings settings)
    {
        Write(json, settings.Stop, (to, text) => to.WriteStringValue(text));
        FormattableString numbers = $"{settings.Temperature:R} {settings.TopP:R} {settings.MaxOutputTokens} {settings.Seed} {settings.FrequencyPenalty:R} {settings.PresencePenalty:R} {settings.Logprobs} {settings.TopLogprobs} {settings.Choices} {settings.ParallelToolCalls}";
        Write(json, FormattableString.Invariant(numbers), settings.ReasoningEffort);
    }

    private static void Write<T>(Utf8JsonWriter json, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, params ReadOnlySpan<string?> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
