using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Engines;

/// <summary>A catalogue in which each endpoint with <c>node</c> has given way to one for each engine that serves it.</summary>
/// <param name="Document">The catalogue, with the models and endpoints that were added.</param>
/// <param name="Nodes">What was put in, by endpoint name.</param>
/// <param name="Templates">The endpoints whose place that is; their names stay good to ask for.</param>
public sealed record ExpandedCatalog(CatalogDocument Document, IReadOnlyDictionary<string, NodeEndpoint> Nodes, IReadOnlyList<EndpointEntry> Templates)
{
    /// <summary>Endpoints of nodes that are over the most that are taken.</summary>
    public int LeftOut { get; init; }
}
