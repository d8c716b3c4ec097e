using Mesh.Contracts.Caching;

namespace Mesh.Contracts.Routing;

/// <summary>What the semantic cache found for a request.</summary>
/// <param name="Outcome">What became of the look.</param>
/// <param name="Similarity">Cosine of the angle to the question whose answer was given; where none was, to the nearest one. Null where nothing was there, or no vector came.</param>
/// <param name="Contradiction">Why the nearest question was refused; null when it was not.</param>
/// <param name="EmbeddingModel">The model that made the vector; null when none came.</param>
/// <param name="EmbeddingUsd">What the vector cost, in USD.</param>
[GenerateSerializer, Immutable, Alias("mesh.SemanticNote")]
public sealed record SemanticNote(
    [property: Id(0)] SemanticOutcome Outcome, [property: Id(1)] double? Similarity, [property: Id(2)] Contradiction? Contradiction, [property: Id(3)] string? EmbeddingModel, [property: Id(4)] decimal EmbeddingUsd);
