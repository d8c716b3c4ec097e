using Mesh.Contracts.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Catalog;

/// <summary>The revision that this silo runs. Swapped whole; a request reads it once. Numbers only go up.</summary>
public sealed class CatalogView(EndpointGates gates)
{
    private readonly Lock _lock = new();
    private volatile MeshView _current = MeshView.Empty;

    /// <summary>The view for a request that begins now.</summary>
    public MeshView Current => _current;

    /// <summary>Takes a revision if it is newer than the running one.</summary>
    public bool Adopt(CatalogRevision revision)
    {
        lock (_lock)
        {
            if (revision.Number <= _current.Revision)
            {
                return false;
            }

            _current = MeshView.Build(revision.Number, revision.Document, gates.StatsOf);
            gates.Keep(_current.Endpoints);
            return true;
        }
    }
}
