namespace Mesh.Prompts.Rendering;

/// <summary>What the placeholders of one rendering stand for.</summary>
public sealed record PromptFill
{
    /// <summary>What the mesh or its operator says, by placeholder.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What a user or a model said, by placeholder.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>What several said, by placeholder.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PromptItem>> Lists { get; init; } = new Dictionary<string, IReadOnlyList<PromptItem>>();

    /// <summary>What steps gave, by their names.</summary>
    public IReadOnlyDictionary<string, StepOutput> Steps { get; init; } = new Dictionary<string, StepOutput>();
}
