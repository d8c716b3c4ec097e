using Mesh.Contracts.Cluster;
using Mesh.Grains.Catalog;
using Mesh.Grains.Workers;
using Mesh.Routing.Snapshots;

namespace Mesh.Silo.Relay;

/// <summary>Finds an engine of this node, with what catalogue and engine say of it.</summary>
internal sealed class RelayedEngines(ILocalEngines engines, CatalogView views)
{
    /// <summary>The engine; null when the node has none of that name.</summary>
    public RelayedEngine? Find(string name)
    {
        if (engines.RootOf(name) is not { } root)
        {
            return null;
        }

        // As many as there are endpoints on one node: a handful.
        var served = views.Current.Endpoints.Values.Where(e => IsOf(e, name)).ToArray();
        var places = served.Select(e => e.EngineConcurrency).Append(engines.Reports.FirstOrDefault(r => IsNamed(r, name))?.Concurrency).Min();
        return new RelayedEngine(name, root, places, served.Select(e => e.Provider.ApiKey).FirstOrDefault(k => k is not null));
    }

    private static bool IsOf(ServedEndpoint served, string name) =>
        served.Engine is { Address: not null } engine && string.Equals(engine.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(EngineReport report, string name) => string.Equals(report.Engine, name, StringComparison.OrdinalIgnoreCase);
}
