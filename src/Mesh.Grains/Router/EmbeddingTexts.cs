using System.Text.Json;

namespace Mesh.Grains.Router;

/// <summary>The texts of a request for vectors. Tokens that stand in their place cannot be read.</summary>
internal static class EmbeddingTexts
{
    /// <summary>The texts, read when they are first looked at.</summary>
    /// <param name="body">A body in OpenAI's dialect that was checked already.</param>
    public static IEnumerable<string> Of(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("input", out var input))
        {
            yield break;
        }

        foreach (var text in input.ValueKind == JsonValueKind.Array ? input.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String) : [input])
        {
            yield return text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        }
    }
}
