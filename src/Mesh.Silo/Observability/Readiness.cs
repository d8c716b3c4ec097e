using Mesh.Contracts.Cluster;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Workers;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Observability;

/// <summary>
/// Whether the process is to get work. A worker is there for its engines and nothing else: it is ready while one of them is, so that a
/// platform that replaces workers one by one waits for the one before.
/// </summary>
internal sealed class Readiness(CatalogView views, SiloState state, ILocalEngines engines, MeshSettings settings)
{
    /// <summary>What it lacks, in words; null when it is ready.</summary>
    public string? Lack =>
        state.IsDraining ? "draining"
        : views.Current.Revision == 0 ? "no catalogue yet"
        : settings.Roles == SiloRole.Worker && !engines.Reports.Any(e => e.State == EngineState.Ready) ? "no engine is ready yet"
        : null;

    /// <summary>The revision that it runs; 0 for none.</summary>
    public long Revision => views.Current.Revision;
}
