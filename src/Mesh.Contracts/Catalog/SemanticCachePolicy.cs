namespace Mesh.Contracts.Catalog;

/// <summary>When a kept answer is given to a question that asks the same in other words.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SemanticCachePolicy")]
public sealed record SemanticCachePolicy
{
    /// <summary>The model, endpoint or route that turns questions into vectors.</summary>
    [Id(0)] public required string Embedding { get; init; }

    /// <summary>How long an answer is given again.</summary>
    [Id(1)] public required TimeSpan Ttl { get; init; }

    /// <summary>Least cosine of the angle between two questions, 0.8 to 1.</summary>
    /// <value>0.95.</value>
    [Id(2)] public double Threshold { get; init; } = 0.95;

    /// <summary>Who shares answers.</summary>
    /// <value>The tenant.</value>
    [Id(3)] public CacheScope Scope { get; init; }

    /// <summary>Most questions of a tenant that a silo keeps for the route.</summary>
    /// <value>1,000.</value>
    [Id(4)] public int Entries { get; init; } = 1000;

    /// <summary>Longest wait for a vector; after it the request goes on without the cache.</summary>
    /// <value>Half a second.</value>
    [Id(5)] public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);
}
