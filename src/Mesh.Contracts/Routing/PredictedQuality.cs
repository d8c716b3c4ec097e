namespace Mesh.Contracts.Routing;

/// <summary>What a learned router says of a model for one request.</summary>
/// <param name="Model">The model.</param>
/// <param name="Quality">The quality to expect of its answer, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mesh.PredictedQuality")]
public readonly record struct PredictedQuality([property: Id(0)] string Model, [property: Id(1)] float Quality);
