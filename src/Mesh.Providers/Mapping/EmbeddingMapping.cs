using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Requests;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>Embeddings between OpenAI's bodies, which the mesh carries, and the library's types.</summary>
internal static class EmbeddingMapping
{
    private const int MaxDimensions = 16_384;

    /// <summary>What is asked for.</summary>
    /// <param name="Inputs">The texts.</param>
    /// <param name="Dimensions">Length of a vector; null for the model's.</param>
    /// <param name="Base64">Whether vectors are wanted as bytes.</param>
    public sealed record Request(IReadOnlyList<string> Inputs, int? Dimensions, bool Base64);

    /// <summary>Reads a body that <see cref="OpenAIEmbeddingBody"/> has let in.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static Request Read(ReadOnlyMemory<byte> native, bool tokenLists)
    {
        var body = OpenAIEmbeddingBody.Parse(native);
        var dimensions = body["dimensions"] switch
        {
            null => (int?)null,
            JsonValue value when value.TryGetValue<int>(out var number) && number is > 0 and <= MaxDimensions => number,
            _ => throw OpenAIChatScan.Invalid("invalid_value", $"'dimensions' must be a whole number from 1 to {MaxDimensions}.", "dimensions"),
        };
        return new Request(Inputs(body["input"], tokenLists), dimensions, body["encoding_format"]?.ToString() == "base64");
    }

    /// <summary>Writes the answer.</summary>
    public static EmbeddingAnswer Write(GeneratedEmbeddings<Embedding<float>> made, Request request, string model, UsageSource source)
    {
        var usage = made.Usage is { } details ? AnswerMapping.Usage(details, source) : null;
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (var i = 0; i < made.Count; i++)
            {
                WriteVector(json, i, made[i].Vector.Span, request.Base64);
            }

            json.WriteEndArray();
            json.WriteString("model", model);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", usage?.Input ?? 0);
            json.WriteNumber("total_tokens", usage?.Input ?? 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new EmbeddingAnswer(buffer.WrittenMemory, usage);
    }

    private static string[] Inputs(JsonNode? input, bool tokenLists) => input switch
    {
        JsonArray { Count: > 0 } list when list.All(IsText) => [.. list.Select(t => t!.GetValue<string>())],
        JsonArray { Count: > 0 } lists when tokenLists && lists.All(l => l is JsonArray) => [.. lists.Select(l => l!.ToJsonString())],
        JsonArray { Count: > 0 } tokens when tokenLists => [tokens.ToJsonString()],
        { } text when IsText(text) => [text.GetValue<string>()],
        _ => throw OpenAIChatScan.Invalid("invalid_value", tokenLists ? "'input' must be a text, or an array of texts or token lists." : "'input' must be a text or an array of texts: this model takes no token lists.", "input"),
    };

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out _);

    private static void WriteVector(Utf8JsonWriter json, int index, ReadOnlySpan<float> vector, bool base64)
    {
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        if (base64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector));
        }
        else
        {
            json.WriteStartArray("embedding");
            foreach (var value in vector)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
