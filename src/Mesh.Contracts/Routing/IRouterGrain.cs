using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Routing;

/// <summary>The router of the silo that is asked, for grains and Orleans clients. It decides; it carries no frames.</summary>
[Alias("mesh.IRouterGrain")]
public interface IRouterGrain : IGrainWithIntegerKey
{
    /// <summary>Chooses for <paramref name="query"/>.</summary>
    /// <exception cref="MeshException">not_found when the target is unknown, no_capacity when no candidate may serve.</exception>
    [Alias("Decide")]
    Task<RouteDecision> DecideAsync(RouteQuery query);

    /// <summary>What this silo knows of its endpoints.</summary>
    [Alias("Stats")]
    Task<RouterStats> StatsAsync();
}
