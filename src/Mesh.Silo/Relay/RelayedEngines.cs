using System.Collections.Frozen;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Catalog;
using Mesh.Grains.Workers;
using Mesh.Routing.Snapshots;

namespace Mesh.Silo.Relay;

/// <summary>Finds an engine of this node, with what catalogue and engine say of it.</summary>
internal sealed class RelayedEngines(ILocalEngines engines, CatalogView views)
{
    private volatile Seen _seen = new(MeshView.Empty);

    /// <summary>The engine; null when the node has none of that name.</summary>
    public RelayedEngine? Find(string name)
    {
        if (engines.RootOf(name) is not { } root)
        {
            return null;
        }

        var served = Served(name);
        var places = served.Length > 0 ? served.Min(e => e.EngineConcurrency) : engines.Reports.FirstOrDefault(r => IsNamed(r, name))?.Concurrency;
        return new RelayedEngine(name, root, places, served.Select(e => e.Provider.ApiKey).FirstOrDefault(k => k is not null));
    }

    // Sorted once for each view: a request asks for one engine's.
    private ServedEndpoint[] Served(string name)
    {
        var view = views.Current;
        if (_seen.View != view)
        {
            _seen = new Seen(view);
        }

        return _seen.ByEngine.GetValueOrDefault(name, []);
    }

    private static bool IsNamed(EngineReport report, string name) => string.Equals(report.Engine, name, StringComparison.OrdinalIgnoreCase);

    private sealed class Seen(MeshView view)
    {
        public MeshView View { get; } = view;

        public FrozenDictionary<string, ServedEndpoint[]> ByEngine { get; } = view.Endpoints.Values
            .Where(e => e.Engine is { Address: not null })
            .GroupBy(e => e.Engine!.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.OrdinalIgnoreCase);
    }
}
