using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.Simulated;

/// <summary>Models that live in the process, so that a first run needs no key. Every answer says that it is simulated.</summary>
/// <param name="time">The clock that latencies run on.</param>
/// <param name="draw">Numbers from 0 to 1, for failures; safe from any thread.</param>
public sealed class SimulatedProvider(TimeProvider time, Func<double> draw) : IModelProvider
{
    /// <inheritdoc/>
    public bool Serves(ProviderKind kind) => kind == ProviderKind.Simulated;

    /// <inheritdoc/>
    public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        var behavior = target.Model.Simulated ?? new SimulatedBehavior();
        if (draw() < behavior.FailureRate)
        {
            throw new UpstreamException(UpstreamFaultKind.ServerError, new UpstreamFailure { Endpoint = target.Endpoint.Name, Status = 503, Message = "simulated failure" });
        }

        var words = SimulatedText.Words(target.Model.Name, behavior, task.Request);
        return Task.FromResult<IUpstreamAnswer>(new SimulatedAnswer(target.Model.Name, behavior, words, task, time));
    }

    /// <inheritdoc/>
    public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(task.Native.Span)!;
        var dimensions = Math.Clamp(body["dimensions"]?.GetValue<int>() ?? target.Model.EmbeddingDimensions ?? 64, 1, 4096);
        var base64 = body["encoding_format"]?.GetValue<string>() == "base64";
        var inputs = body["input"] is JsonArray array && array.All(i => i is JsonValue v && v.TryGetValue<string>(out _) || i is JsonArray)
            ? array.Select(i => i!.ToJsonString()).ToArray()
            : [body["input"]!.ToJsonString()];
        var buffer = new ArrayBufferWriter<byte>();
        var tokens = inputs.Sum(i => (i.Length / 4) + 1);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (var i = 0; i < inputs.Length; i++)
            {
                WriteVector(json, i, Vector(inputs[i], dimensions), base64);
            }

            json.WriteEndArray();
            json.WriteString("model", target.Endpoint.UpstreamModel);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Task.FromResult(new EmbeddingAnswer(buffer.WrittenMemory, new TokenUsage { Input = tokens, Source = UsageSource.Estimated }));
    }

    // A unit vector that depends on the text alone.
    private static float[] Vector(string text, int dimensions)
    {
        var vector = new float[dimensions];
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        for (var i = 0; i < dimensions; i++)
        {
            if (i % 8 == 0 && i > 0)
            {
                seed = SHA256.HashData(seed);
            }

            vector[i] = BinaryPrimitives.ReadInt32LittleEndian(seed.AsSpan(i % 8 * 4)) / (float)int.MaxValue;
        }

        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }

    private static void WriteVector(Utf8JsonWriter json, int index, float[] vector, bool base64)
    {
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        if (base64)
        {
            json.WriteBase64String("embedding", System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector));
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
