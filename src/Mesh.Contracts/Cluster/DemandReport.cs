using System.Collections.Immutable;

namespace Mesh.Contracts.Cluster;

/// <summary>What one silo's requests lately took of a model's engines, so that all silos keep the same room and know the same tenants for those who took more than their share. Tokens as in <see cref="TenantDemand"/>.</summary>
[GenerateSerializer, Immutable, Alias("mesh.DemandReport")]
public sealed record DemandReport
{
    /// <summary>The model.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>Tokens by class.</summary>
    [Id(1)] public ImmutableArray<float> Classes { get; init; } = [];

    /// <summary>Tokens by standing, which is a lower one than its class for a tenant that took more than its share.</summary>
    [Id(2)] public ImmutableArray<float> Standings { get; init; } = [];

    /// <summary>How many tenants there were by class.</summary>
    [Id(3)] public ImmutableArray<int> Tenants { get; init; } = [];

    /// <summary>Those of each class that took most.</summary>
    [Id(4)] public ImmutableArray<TenantDemand> Largest { get; init; } = [];
}
