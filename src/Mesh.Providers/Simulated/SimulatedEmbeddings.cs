using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Simulated;

/// <summary>Unit vectors that depend on the text alone, and mean nothing.</summary>
/// <param name="dimensions">Length of a vector when none is asked for.</param>
public sealed class SimulatedEmbeddings(int dimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int MaxDimensions = 4096;

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var length = Math.Clamp(options?.Dimensions ?? dimensions, 1, MaxDimensions);
        var texts = values.ToArray();
        var tokens = texts.Sum(t => (t.Length / 4) + 1L);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(t => new Embedding<float>(Vector(t, length))))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        });
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

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
}
