namespace Mesh.Contracts.Routing;

/// <summary>Who asks, as rules may read it.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Project">Project in the tenant.</param>
/// <param name="Key">The key's visible id.</param>
[GenerateSerializer, Immutable, Alias("mesh.RouteCaller")]
public sealed record RouteCaller([property: Id(0)] string Tenant, [property: Id(1)] string Project, [property: Id(2)] string Key);
