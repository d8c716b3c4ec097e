namespace Mesh.Strategies.Caching.Semantic;

/// <summary>Where questions are kept that may be compared.</summary>
/// <param name="Tenant">Whose they are.</param>
/// <param name="Route">The route that was asked for.</param>
/// <param name="Context">What they have in common beside: all of the request but the question, and who made the vectors.</param>
public readonly record struct SemanticPlace(string Tenant, string Route, string Context);
