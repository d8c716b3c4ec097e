namespace Mesh.Contracts.Cluster;

/// <summary>What a silo says of itself when it joins. It stays the same for the silo's life, and placement knows it before any report comes.</summary>
public static class SiloMetadataKeys
{
    /// <summary>Name of its node.</summary>
    public const string Node = "mesh.node";

    /// <summary>Its roles, with commas between, such as <c>edge,worker</c>.</summary>
    public const string Role = "mesh.role";

    /// <summary>Root of a worker's relay, such as <c>https://10.0.0.7:8093</c>.</summary>
    public const string Relay = "mesh.relay";

    /// <summary>Accelerators of a worker's node, such as <c>2 x NVIDIA H100 80GB</c>.</summary>
    public const string Accelerator = "mesh.accelerator";
}
