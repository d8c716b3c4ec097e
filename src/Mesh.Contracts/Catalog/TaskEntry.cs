namespace Mesh.Contracts.Catalog;

/// <summary>A class of tasks of the operator's own, beside the built-in ones.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TaskEntry")]
public sealed record TaskEntry
{
    /// <summary>Name, such as <c>legal.contract-review</c>.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What belongs to it, in words; empty when not stated.</summary>
    [Id(1)] public string Description { get; init; } = "";

    /// <summary>Prompts that belong to it.</summary>
    [Id(2)] public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The wider class whose figures hold where it has none of its own; null for none.</summary>
    [Id(3)] public string? Parent { get; init; }
}
