using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers;

namespace Mesh.Grains.Tests.Fabric;

/// <summary>A node's engines, as a test sets them.</summary>
internal sealed class FakeEngines : ILocalEngines
{
    private volatile IReadOnlyList<EngineReport> _reports = [];

    public IReadOnlyList<EngineReport> Reports
    {
        get => _reports;
        set => _reports = value;
    }

    public Uri? RootOf(string engine) => new("http://127.0.0.1:9");
}
