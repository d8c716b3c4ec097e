namespace Mesh.Contracts.Catalog;

/// <summary>Limits of an endpoint; null where none is known.</summary>
[GenerateSerializer, Immutable, Alias("mesh.EndpointLimits")]
public sealed record EndpointLimits
{
    /// <summary>Requests a minute.</summary>
    [Id(0)] public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens a minute.</summary>
    [Id(1)] public int? TokensPerMinute { get; init; }

    /// <summary>Requests at once, over the whole cluster.</summary>
    [Id(2)] public int? Concurrency { get; init; }
}
