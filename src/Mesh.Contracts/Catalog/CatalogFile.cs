namespace Mesh.Contracts.Catalog;

/// <summary>One catalogue file.</summary>
/// <param name="Name">Path as it appears in messages.</param>
/// <param name="Text">YAML.</param>
[GenerateSerializer, Immutable, Alias("mesh.CatalogFile")]
public sealed record CatalogFile([property: Id(0)] string Name, [property: Id(1)] string Text);
