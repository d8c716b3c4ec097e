namespace Mesh.Grains.Caching;

/// <summary>What became of a tenant's kept answers.</summary>
/// <param name="Silos">Each silo of the cluster.</param>
/// <param name="Shared">Answers that were dropped at the Redis; null where the silos share none, or it failed.</param>
/// <param name="SharedFault">Why the Redis was not emptied; null when it was, or there is none.</param>
public sealed record CacheClearing(IReadOnlyList<SiloClearing> Silos, long? Shared, string? SharedFault);
