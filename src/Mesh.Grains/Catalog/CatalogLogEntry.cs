using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Catalog;

/// <summary>One stored revision.</summary>
[GenerateSerializer, Alias("mesh.CatalogLogEntry")]
public sealed class CatalogLogEntry
{
    /// <summary>Its number.</summary>
    [Id(0)] public long Number { get; set; }

    /// <summary>Who proposed it.</summary>
    [Id(1)] public string Author { get; set; } = "";

    /// <summary>When it was accepted.</summary>
    [Id(2)] public DateTimeOffset Time { get; set; }

    /// <summary>The files as they were written.</summary>
    [Id(3)] public List<CatalogFile> Files { get; set; } = [];

    /// <summary>What changed.</summary>
    [Id(4)] public List<string> Diff { get; set; } = [];
}
