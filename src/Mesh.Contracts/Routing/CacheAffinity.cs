namespace Mesh.Contracts.Routing;

/// <summary>Who answered last in a conversation and may still have its prompt cached.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Model">Its model.</param>
/// <param name="CachedTokens">Prompt tokens that may be cached there; 0 when the cache is cold by now.</param>
[GenerateSerializer, Immutable, Alias("mesh.CacheAffinity")]
public sealed record CacheAffinity([property: Id(0)] string Endpoint, [property: Id(1)] string Model, [property: Id(2)] long CachedTokens)
{
    /// <summary>Whether the request brings the result of a tool that this model called.</summary>
    [Id(3)] public bool InToolUse { get; init; }
}
