using Mesh.Grains.Catalog;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Mesh.Grains.Placement;

/// <summary>
/// Keeps the silo of an endpoint's node. Which node that is says the view of the silo that places: names may hold an <c>@</c> and be
/// no endpoint at a node. Nothing is said of an endpoint that the view does not know; its grain refuses for itself.
/// </summary>
internal sealed class NodeFilter(CatalogView views, ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        views.Current.Endpoints.TryGetValue(target.GrainIdentity.Key.ToString()!, out var served) && served.Engine is { } engine
            ? silos.Where(s => metadata.GetSiloMetadata(s).Metadata.GetValueOrDefault(MeshMetadata.Node) == engine.Node)
            : silos;
}
