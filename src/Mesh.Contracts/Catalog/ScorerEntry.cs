namespace Mesh.Contracts.Catalog;

/// <summary>What was learned of answers, by which cascades accept them.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ScorerEntry")]
public sealed record ScorerEntry
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Path of its file on each silo.</summary>
    [Id(1)] public required string Artifact { get; init; }
}
