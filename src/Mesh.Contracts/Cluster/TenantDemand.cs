using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Cluster;

/// <summary>What one tenant's requests of a class lately took of a model's engines, from one silo.</summary>
/// <param name="Class">The class.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Tokens">Tokens: those of prompts that were not cached and twice the answers', less by e for every minute that has passed since.</param>
[GenerateSerializer, Immutable, Alias("mesh.TenantDemand")]
public readonly record struct TenantDemand([property: Id(0)] WorkClass Class, [property: Id(1)] string Tenant, [property: Id(2)] float Tokens);
