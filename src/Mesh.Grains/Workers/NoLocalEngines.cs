using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>Of a silo that is no worker.</summary>
internal sealed class NoLocalEngines : ILocalEngines
{
    public IReadOnlyList<EngineReport> Reports => [];

    public Uri? RootOf(string engine) => null;
}
