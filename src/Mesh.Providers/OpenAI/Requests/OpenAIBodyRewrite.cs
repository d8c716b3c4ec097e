using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Providers.OpenAI.Presets;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes a caller's body otherwise for an upstream with quirks. Only bodies that hold something to change come here.</summary>
internal static class OpenAIBodyRewrite
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a body with these traits must be rewritten.</summary>
    public static bool IsNeeded(BodyTraits traits, OpenAIQuirks quirks) =>
        (traits.HasFlag(BodyTraits.MaxCompletionTokens) && quirks.MaxTokens == MaxTokensNames.OldOnly)
        || (traits.HasFlag(BodyTraits.Seed) && quirks.SeedField != "seed")
        || (traits.HasFlag(BodyTraits.DeveloperRole) && !quirks.DeveloperRole)
        || (traits.HasFlag(BodyTraits.MessageName) && !quirks.MessageNames)
        || (traits.HasFlag(BodyTraits.NamedToolChoice) && !quirks.NamedToolChoice);

    /// <summary>The body in the upstream's words.</summary>
    public static void Apply(JsonObject body, OpenAIQuirks quirks)
    {
        if (quirks.MaxTokens == MaxTokensNames.OldOnly)
        {
            Rename(body, "max_completion_tokens", "max_tokens");
        }

        Rename(body, "seed", quirks.SeedField);
        foreach (var message in (body["messages"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (!quirks.DeveloperRole && Is(message["role"], "developer"))
            {
                message["role"] = "system";
            }

            // A tool's answer is told from others by its name.
            if (!quirks.MessageNames && !Is(message["role"], "tool") && !Is(message["role"], "function"))
            {
                message.Remove("name");
            }
        }

        if (!quirks.NamedToolChoice && body["tool_choice"] is JsonObject choice)
        {
            KeepNamedTool(body, choice["function"]?["name"]);
        }
    }

    /// <summary>Reads a body that has been scanned.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: a name stands twice in one object, which a scan does not see.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = OpenAIChatScan.MaxDepth, AllowDuplicateProperties = false })!.AsObject();
        }
        catch (JsonException)
        {
            throw OpenAIChatScan.Invalid("duplicate_field", "A name stands twice in one object of the body. Send each once.", null);
        }
    }

    /// <summary>Writes it again.</summary>
    public static byte[] Write(JsonObject body)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>(4096);
            using (var json = new Utf8JsonWriter(buffer, s_writing))
            {
                body.WriteTo(json);
            }

            return buffer.WrittenSpan.ToArray();
        }
        catch (InvalidOperationException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
    }

    private static void Rename(JsonObject body, string from, string to)
    {
        if (from != to && body.Remove(from, out var value))
        {
            body[to] = value;
        }
    }

    // Such an engine takes only words for a choice: the one tool is then the only one that it is offered.
    private static void KeepNamedTool(JsonObject body, JsonNode? name)
    {
        if (name is null || body["tools"] is not JsonArray tools)
        {
            return;
        }

        for (var i = tools.Count - 1; i >= 0; i--)
        {
            if (!JsonNode.DeepEquals((tools[i] as JsonObject)?["function"]?["name"], name))
            {
                tools.RemoveAt(i);
            }
        }

        body["tool_choice"] = "required";
    }

    private static bool Is(JsonNode? node, string text) => node is JsonValue value && value.TryGetValue<string>(out var own) && own == text;
}
