namespace Mesh.Contracts.Cluster;

/// <summary>What a silo is there for. One process may be both.</summary>
[Flags]
public enum SiloRole
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It opens the doors and serves callers.</summary>
    Edge = 1,

    /// <summary>It stands beside engines of its node and relays to them.</summary>
    Worker = 2,
}
