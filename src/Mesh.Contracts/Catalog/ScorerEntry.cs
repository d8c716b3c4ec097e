namespace Mesh.Contracts.Catalog;

/// <summary>A scorer that was learned from judged answers, for cascades to read.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ScorerEntry")]
public sealed record ScorerEntry
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Path of its file on each silo, as <c>mesh cascade fit</c> wrote it.</summary>
    [Id(1)] public required string Artifact { get; init; }
}
