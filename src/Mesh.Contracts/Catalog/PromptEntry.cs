namespace Mesh.Contracts.Catalog;

/// <summary>A template of the operator's own in the place of a built-in one.</summary>
[GenerateSerializer, Immutable, Alias("mesh.PromptEntry")]
public sealed record PromptEntry
{
    /// <summary>Name of the template that it replaces, such as <c>judge-pairwise</c>.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Its version, by which records of decisions tell it.</summary>
    [Id(1)] public required string Version { get; init; }

    /// <summary>Its text.</summary>
    [Id(2)] public required string Text { get; init; }
}
