using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Catalog;

/// <summary>The stored revisions, oldest first.</summary>
[GenerateSerializer, Alias("mesh.CatalogLog")]
public sealed class CatalogLog
{
    /// <summary>At most 50.</summary>
    [Id(0)] public List<CatalogLogEntry> Entries { get; set; } = [];

    /// <summary>The operator's own files as they were last accepted, whatever runs since.</summary>
    [Id(1)] public List<CatalogFile> Observed { get; set; } = [];

    /// <summary>The texts that the files showed, oldest first; at most 50.</summary>
    [Id(2)] public List<Sighting> Sightings { get; set; } = [];
}
