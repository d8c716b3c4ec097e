using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers;

/// <summary>The engines on this silo's node. Read from any thread, ten times a second and by requests: both members only give what is known already.</summary>
public interface ILocalEngines
{
    /// <summary>Each as it is now; empty on a silo that is no worker. The fabric tells the other silos.</summary>
    IReadOnlyList<EngineReport> Reports { get; }

    /// <summary>Root of an engine such as <c>http://127.0.0.1:8000</c>, to which <c>/v1</c> is added; null when there is none of that name here.</summary>
    Uri? RootOf(string engine);
}
