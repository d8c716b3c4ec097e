using Mesh.Grains.Hosting;

namespace Mesh.Grains.Placement;

/// <summary>What every silo of the cluster knows of this one, for as long as it lives. Not a credential.</summary>
public static class MeshMetadata
{
    /// <summary>The node's name.</summary>
    public const string Node = "mesh.node";

    /// <summary>What the silo is there for: Edge, Worker, or both.</summary>
    public const string Role = "mesh.role";

    /// <summary>Root of the worker's relay; absent where there is none.</summary>
    public const string Relay = "mesh.relay";

    /// <summary>The worker's accelerators in words when it started; absent where there were none or none were known.</summary>
    public const string Accelerator = "mesh.accelerator";

    /// <summary>The entries of a silo.</summary>
    public static Dictionary<string, string> Of(MeshSiloOptions options)
    {
        var entries = new Dictionary<string, string> { [Node] = options.Node, [Role] = options.Role.ToString() };
        if (options.Relay is { } relay)
        {
            entries[Relay] = relay;
        }

        if (options.Accelerator is { } accelerator)
        {
            entries[Accelerator] = accelerator;
        }

        return entries;
    }
}
