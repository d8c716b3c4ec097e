using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>What reading a catalogue gave.</summary>
/// <param name="Document">The content; null when there are mistakes.</param>
/// <param name="Mistakes">Every mistake found, at most 100.</param>
public sealed record CatalogReading(CatalogDocument? Document, IReadOnlyList<CatalogMistake> Mistakes);
