using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Testing;

/// <summary>Embedding answers in OpenAI's dialect.</summary>
public static class EmbeddingReplies
{
    private const int Dimensions = 8;

    /// <summary>Vectors that depend on the texts alone.</summary>
    public static UpstreamReply Answer(UpstreamRequest request)
    {
        string[] inputs = request.Json["input"] is JsonArray many ? [.. many.Select(i => i!.ToJsonString())] : [request.Json["input"]!.ToJsonString()];
        var data = inputs.Select((input, index) => new { @object = "embedding", index, embedding = Enumerable.Range(0, Dimensions).Select(d => (float)Math.Sin(d + input.Sum(c => c))) });
        var tokens = inputs.Sum(i => 1 + (i.Length / 4));
        return UpstreamReply.Json(JsonSerializer.Serialize(new { @object = "list", data, model = request.Model, usage = new { prompt_tokens = tokens, total_tokens = tokens } }));
    }
}
