using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;

namespace Mesh.Client.Orleans;

/// <summary>The mesh's grains by name, for .NET services inside the cluster's network.</summary>
public static class MeshGrains
{
    /// <summary>A router: it decides from the view of the silo that the call reaches, and carries no frames.</summary>
    /// <param name="grains">A cluster client, or a silo's own factory (then the call stays on that silo).</param>
    /// <param name="key">Any number. A client spreads numbers over its gateways, so that different ones reach different silos.</param>
    public static IRouterGrain GetRouter(this IGrainFactory grains, long key = 0) => grains.GetGrain<IRouterGrain>(key);

    /// <summary>The cluster's authority on an endpoint.</summary>
    /// <param name="grains">A cluster client, or a silo's own factory.</param>
    /// <param name="name">The endpoint's name in the catalogue.</param>
    public static IEndpointGrain GetEndpoint(this IGrainFactory grains, string name) => grains.GetGrain<IEndpointGrain>(name);

    /// <summary>The cluster's one catalogue.</summary>
    /// <param name="grains">A cluster client, or a silo's own factory.</param>
    public static ICatalogGrain GetCatalog(this IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);
}
