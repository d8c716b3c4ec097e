namespace Mesh.Contracts.Catalog;

/// <summary>One accepted state of the catalogue.</summary>
[GenerateSerializer, Immutable, Alias("mesh.CatalogRevision")]
public sealed record CatalogRevision
{
    /// <summary>Counts up from 1 in the life of a cluster; a rollback makes a new number too.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>Who proposed it, such as <c>file:catalog.yaml</c> or a key's id.</summary>
    [Id(1)] public required string Author { get; init; }

    /// <summary>When it was accepted.</summary>
    [Id(2)] public required DateTimeOffset Time { get; init; }

    /// <summary>The files as they were written.</summary>
    [Id(3)] public required IReadOnlyList<CatalogFile> Files { get; init; }

    /// <summary>What changed against the revision before it, one line an entry: <c>+ models/gpt-5</c>.</summary>
    [Id(4)] public required IReadOnlyList<string> Diff { get; init; }

    /// <summary>The checked content.</summary>
    [Id(5)] public required CatalogDocument Document { get; init; }
}
