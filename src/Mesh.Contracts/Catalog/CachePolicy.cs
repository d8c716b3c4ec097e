namespace Mesh.Contracts.Catalog;

/// <summary>Which answers of a route are kept, for whom and for how long.</summary>
[GenerateSerializer, Immutable, Alias("mesh.CachePolicy")]
public sealed record CachePolicy
{
    /// <summary>How long an answer is given again.</summary>
    [Id(0)] public required TimeSpan Ttl { get; init; }

    /// <summary>Who shares answers.</summary>
    /// <value>The tenant.</value>
    [Id(1)] public CacheScope Scope { get; init; }

    /// <summary>Whether requests take part that ask for variety: a temperature above 0, or several choices.</summary>
    /// <value>False.</value>
    [Id(2)] public bool Sampled { get; init; }

    /// <summary>Whether requests with tools take part, and answers that call them.</summary>
    /// <value>False.</value>
    [Id(3)] public bool Tools { get; init; }

    /// <summary>When an answer is given to a question in other words; null for never.</summary>
    [Id(4)] public SemanticCachePolicy? Semantic { get; init; }

    /// <summary>How long an answer is kept, for whichever of its uses is longer.</summary>
    public TimeSpan Kept => Semantic is { } semantic && semantic.Ttl > Ttl ? semantic.Ttl : Ttl;
}
