using System.Runtime.InteropServices;
using System.Text.Json;

namespace Mesh.Providers.OpenAI;

/// <summary>The vectors in an answer of OpenAI's dialect.</summary>
public static class EmbeddingVectors
{
    /// <summary>The vectors, in the order of the texts.</summary>
    /// <param name="body">The answer's body.</param>
    /// <exception cref="FormatException">It does not hold vectors of numbers.</exception>
    public static IReadOnlyList<float[]> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. document.RootElement.GetProperty("data").EnumerateArray()
                .OrderBy(d => d.GetProperty("index").GetInt32())
                .Select(d => Vector(d.GetProperty("embedding")))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The answer does not hold vectors of numbers.", e);
        }
    }

    // Some upstreams give base64 whatever is asked for: little-endian floats.
    private static float[] Vector(JsonElement embedding) => embedding.ValueKind == JsonValueKind.String
        ? Floats(embedding.GetBytesFromBase64())
        : [.. embedding.EnumerateArray().Select(v => v.GetSingle())];

    private static float[] Floats(byte[] bytes) => bytes.Length > 0 && bytes.Length % sizeof(float) == 0
        ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
        : throw new FormatException("no whole number of floats");
}
