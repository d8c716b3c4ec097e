namespace Mesh.Strategies.Caching.Semantic;

/// <summary>What is near a question.</summary>
/// <param name="Near">The nearest questions that are near enough, nearest first, each with the cosine of its angle.</param>
/// <param name="Nearest">The cosine of the angle to the nearest one, near enough or not; null where there is none.</param>
public sealed record SemanticFinds(IReadOnlyList<(SemanticEntry Entry, float Similarity)> Near, float? Nearest);
