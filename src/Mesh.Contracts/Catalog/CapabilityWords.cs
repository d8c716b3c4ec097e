namespace Mesh.Contracts.Catalog;

/// <summary>The words for what models can do, as catalogues and planners write them.</summary>
public static class CapabilityWords
{
    /// <summary>Each word with what it means.</summary>
    public static IReadOnlyDictionary<string, ModelCapabilities> All { get; } = new Dictionary<string, ModelCapabilities>
    {
        ["text"] = ModelCapabilities.Text,
        ["image-in"] = ModelCapabilities.ImageIn,
        ["file-in"] = ModelCapabilities.FileIn,
        ["audio-in"] = ModelCapabilities.AudioIn,
        ["tools"] = ModelCapabilities.Tools,
        ["json-schema"] = ModelCapabilities.JsonSchema,
        ["reasoning"] = ModelCapabilities.Reasoning,
        ["logprobs"] = ModelCapabilities.Logprobs,
        ["embeddings"] = ModelCapabilities.Embeddings,
        ["prefix"] = ModelCapabilities.Prefix,
    };
}
