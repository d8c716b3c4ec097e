using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Routing.Load;
using Mesh.Routing.Quality;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Catalog;

/// <summary>The revision that this silo runs, with the engines that are known. Swapped whole; a request reads it once. Numbers only go up.</summary>
/// <param name="gates">The endpoints' gates.</param>
/// <param name="engines">The engines of the nodes; null for none.</param>
/// <param name="tasks">What tells tasks apart; null for words and form alone.</param>
/// <param name="matrix">How good models are at tasks; null where nobody keeps it.</param>
/// <param name="time">The clock.</param>
public sealed class CatalogView(EndpointGates gates, LiveEngines? engines = null, ITaskClassifier? tasks = null, CapabilityMatrix? matrix = null, TimeProvider? time = null)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, ModelPrefixes> _prefixes = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ModelDemand> _demands = new(StringComparer.OrdinalIgnoreCase);
    private volatile MeshView _current = MeshView.Empty;
    private CatalogRevision? _revision;
    private int _engines;

    /// <summary>The view for a request that begins now.</summary>
    public MeshView Current => _current;

    /// <summary>Who took how much of models' engines lately, by the model's name.</summary>
    internal IEnumerable<KeyValuePair<string, ModelDemand>> Demands => _demands;

    /// <summary>Takes a revision if it is newer than the running one.</summary>
    public bool Adopt(CatalogRevision revision)
    {
        lock (_lock)
        {
            if (revision.Number <= _current.Revision)
            {
                return false;
            }

            _revision = revision;
            Build(revision);
            return true;
        }
    }

    /// <summary>Makes the view anew when engines came, went or serve other things since it was made.</summary>
    public void Refresh()
    {
        if (engines is null || engines.Changes == Volatile.Read(ref _engines))
        {
            return;
        }

        lock (_lock)
        {
            if (_revision is { } running)
            {
                Build(running);
            }
        }
    }

    private void Build(CatalogRevision revision)
    {
        // Read first: an engine that comes meanwhile is looked at next time.
        Volatile.Write(ref _engines, engines?.Changes ?? 0);
        _current = MeshView.Build(
            revision.Number,
            revision.Document,
            gates.StatsOf,
            engines?.All,
            tasks,
            matrix is null ? null : document => new QualityTable(matrix, document, time ?? TimeProvider.System),
            model => _prefixes.GetOrAdd(model, _ => new ModelPrefixes()),
            model => _demands.GetOrAdd(model, _ => new ModelDemand(time ?? TimeProvider.System)));
        gates.Keep(_current.Endpoints);
        KeepPrefixes(_current);
        KeepDemands(_current);
    }

    // A model whose engines are all gone begins anew with the next one.
    private void KeepDemands(MeshView view)
    {
        var served = view.Endpoints.Values.Where(e => e.Demand is not null).Select(e => e.Model.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var model in _demands.Keys.Where(m => !served.Contains(m)))
        {
            _demands.TryRemove(model, out _);
        }
    }

    private void KeepPrefixes(MeshView view)
    {
        foreach (var (model, prefixes) in _prefixes)
        {
            prefixes.Keep(e => view.Endpoints.TryGetValue(e, out var served) && served.Prefixes == prefixes);
            if (prefixes.Endpoints == 0)
            {
                _prefixes.TryRemove(model, out _);
            }
        }
    }
}
