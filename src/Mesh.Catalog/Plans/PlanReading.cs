using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>What reading a plan that stands alone gave.</summary>
/// <param name="Plan">The plan; null when there are mistakes.</param>
/// <param name="Mistakes">Every mistake found, at most 100.</param>
public sealed record PlanReading(NodeEntry? Plan, IReadOnlyList<CatalogMistake> Mistakes);
