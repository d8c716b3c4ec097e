using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Hosting;

/// <summary>What a silo needs to know to run the mesh.</summary>
public sealed class MeshSiloOptions
{
    /// <summary>The catalogue's files; empty for the first-run catalogue.</summary>
    public IReadOnlyList<string> CatalogFiles { get; set; } = [];

    /// <summary>Most requests under way on the silo, those that wait included.</summary>
    public int MostRequests { get; set; } = 4096;

    /// <summary>Most bytes of kept answers in the process; as many may be this silo's in a Redis.</summary>
    /// <value>64 MiB.</value>
    public long CacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most tasks that run on the silo at once; further ones wait.</summary>
    public int MostTasks { get; set; } = 32;

    /// <summary>Time from one look at the unfinished tasks of a tenant to the next.</summary>
    public TimeSpan TaskRound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What the silo is there for.</summary>
    /// <value>Edge.</value>
    public SiloRole Role { get; set; } = SiloRole.Edge;

    /// <summary>Name of the machine or pod.</summary>
    /// <value>The system's.</value>
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>Root at which other silos reach this worker's engines, such as <c>https://10.0.0.7:8093</c>; null when it has no relay.</summary>
    public string? Relay { get; set; }

    /// <summary>The accelerators of a worker's node in words, such as <c>2 x NVIDIA H100 80GB</c>.</summary>
    /// <value>What the node's tool tells at start; null when there are none or none is known.</value>
    public string? Accelerator { get; set; }

    /// <summary>Root addresses of the engines on a worker's node; empty to look at the usual ports of loopback.</summary>
    public IReadOnlyList<string> Engines { get; set; } = [];
}
