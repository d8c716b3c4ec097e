using System.Text.Json;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Caching;

/// <summary>Vectors that lie close together where texts share words, as those of a model do where they share their matter.</summary>
internal static class WordVectors
{
    private const int Dimensions = 256;

    public static UpstreamReply Answer(UpstreamRequest request)
    {
        var text = request.Json["input"]![0]!.GetValue<string>();
        return UpstreamReply.Json(JsonSerializer.Serialize(new { @object = "list", data = new[] { new { @object = "embedding", index = 0, embedding = Of(text) } }, model = request.Model, usage = new { prompt_tokens = 10, total_tokens = 10 } }));
    }

    private static float[] Of(string text)
    {
        var vector = new float[Dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '?', '.', ',', '!'], StringSplitOptions.RemoveEmptyEntries))
        {
            vector[word.Aggregate(7, (hash, c) => ((hash * 31) + c) % Dimensions)]++;
        }

        return vector;
    }
}
