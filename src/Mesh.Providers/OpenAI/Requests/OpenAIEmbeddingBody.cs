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
    /// <param name="native">The request's body.</param>
    /// <param name="vendorObjects">Whether the key may use fields that name objects at the vendor or change the price.</param>
    /// <exception cref="MeshException">invalid_request, naming the field; permission_denied for a vendor field without the scope.</exception>
    public static (string Model, IReadOnlyList<string> Models, long InputBytes) Read(ReadOnlyMemory<byte> native, bool vendorObjects = false)
    {
        var body = Parse(native);
        try
        {
            if (!vendorObjects)
            {
                VendorFields.Check(native.Span);
            }

            return Read(body);
        }
        catch (InvalidOperationException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
    }

    private static (string Model, IReadOnlyList<string> Models, long InputBytes) Read(JsonObject body)
    {
        if (body["model"] is not { } model)
        {
            throw OpenAIChatScan.Invalid("missing_field", "'model' is missing: name a model that makes embeddings.", "model");
        }

        // Some engines would make an embedding of the chat and fetch what its parts name.
        if (body.ContainsKey("messages"))
        {
            throw OpenAIChatScan.Invalid("invalid_value", "'messages' belongs in a chat. Put the texts into 'input'.", "messages");
        }

        var inputs = body["input"] switch
        {
            JsonValue value when value.TryGetValue<string>(out _) => 1,
            JsonArray tokens when IsTokens(tokens) => 1,
            JsonArray { Count: > 0 and <= MaxInputs } array when array.All(IsInput) => array.Count,
            _ => throw OpenAIChatScan.Invalid("invalid_value", $"'input' must be a text or an array of 1 to {MaxInputs} texts or token lists.", "input"),
        };

        // The upstream's body is written from this tree: what cannot be written is found here, not in the middle of an attempt.
        var bytes = body.ToDictionary(p => p.Key, p => p.Value?.ToJsonString().Length ?? 0, StringComparer.Ordinal);
        return (Name(model, "model"), Names(body["models"]), inputs + bytes["input"]);
    }

    private static string Name(JsonNode? node, string field) =>
        node is JsonValue value && value.TryGetValue<string>(out var name) && name.Length is > 0 and <= OpenAIFields.LongestName
            ? name
            : throw OpenAIFields.NoName(field);

    private static string[] Names(JsonNode? models) => models switch
    {
        null => [],
        JsonArray { Count: <= OpenAIFields.MostNames } names => [.. names.Select(n => Name(n, "models"))],
        JsonArray => throw OpenAIFields.TooManyNames("models"),
        _ => throw OpenAIFields.NoNames("models"),
    };

    private static bool IsTokens(JsonArray array) => array.Count is > 0 and <= MaxTokens && array.All(n => n is JsonValue value && value.GetValueKind() == JsonValueKind.Number);

    private static bool IsInput(JsonNode? node) => node is JsonArray tokens ? IsTokens(tokens) : node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

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
        catch (InvalidOperationException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
    }
}
