namespace Mesh.Contracts.Routing;

/// <summary>The outcomes that a cluster has counted.</summary>
/// <param name="Version">Differs after every change.</param>
/// <param name="Cells">Outcomes by task and model.</param>
[GenerateSerializer, Immutable, Alias("mesh.QualityReport")]
public sealed record QualityReport([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<QualityCell> Cells);
