using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>An embedding request in OpenAI's dialect.</summary>
public static class OpenAIEmbeddingBody
{
    /// <summary>Most inputs in one request.</summary>
    public const int MaxInputs = 2048;

    /// <summary>Most tokens in one list.</summary>
    public const int MaxTokens = 131_072;

    /// <summary>The body for an upstream, under its name of the model.</summary>
    public static byte[] For(ReadOnlyMemory<byte> native, string upstreamModel)
    {
        var body = Parse(native);
        body["model"] = upstreamModel;
        body.Remove("models");
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    /// <summary>The model that is asked for, and the bytes of the inputs.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static (string Model, IReadOnlyList<string> Models, long InputBytes) Read(ReadOnlyMemory<byte> native)
    {
        var body = Parse(native);
        try
        {
            return Read(body);
        }
        catch (InvalidOperationException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
    }

    private static (string Model, IReadOnlyList<string> Models, long InputBytes) Read(JsonObject body)
    {
        if (body["model"] is not JsonValue model || !model.TryGetValue<string>(out var name) || name.Length is 0 or > 256)
        {
            throw OpenAIChatScan.Invalid("missing_field", "'model' is missing: name a model that makes embeddings.", "model");
        }

        var inputs = body["input"] switch
        {
            JsonValue value when value.TryGetValue<string>(out _) => 1,
            JsonArray { Count: > 0 and <= MaxTokens } tokens when tokens.All(IsToken) => 1,
            JsonArray { Count: > 0 and <= MaxInputs } array when array.All(IsInput) => array.Count,
            _ => throw OpenAIChatScan.Invalid("invalid_value", $"'input' must be a text or an array of 1 to {MaxInputs} texts or token lists.", "input"),
        };
        var models = body["models"] is JsonArray names ? names.Select(n => n?.ToString() ?? "").Take(16).ToArray() : [];
        return (name, models, inputs + body["input"]!.ToJsonString().Length);
    }

    private static bool IsToken(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;

    private static bool IsInput(JsonNode? node) => node is JsonArray { Count: > 0 and <= MaxTokens } || (node is JsonValue value && value.GetValueKind() == JsonValueKind.String);

    /// <summary>The body as a tree.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    internal static JsonObject Parse(ReadOnlyMemory<byte> native)
    {
        try
        {
            return JsonNode.Parse(native.Span, documentOptions: new JsonDocumentOptions { MaxDepth = OpenAIChatScan.MaxDepth, AllowDuplicateProperties = false }) as JsonObject
                ?? throw OpenAIChatScan.Invalid("invalid_json", "The body must be one JSON object.", null);
        }
        catch (JsonException e)
        {
            throw OpenAIChatScan.Invalid("invalid_json", $"The body is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. Send one JSON object.", null);
        }
    }
}
