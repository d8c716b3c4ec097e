using Mesh.Grains.Draining;
using Mesh.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Workers;

/// <summary>What all engines of the node have in common.</summary>
internal sealed class WorkerNode(IOptions<MeshSiloOptions> options, SiloState silo, EngineGates gates)
{
    private volatile string? _accelerator;

    /// <summary>The node's name.</summary>
    public string Name => options.Value.Node;

    /// <summary>Root of the worker's relay; null when it has none.</summary>
    public string? Relay => options.Value.Relay;

    /// <summary>Whether the worker is about to leave.</summary>
    public bool IsDraining => silo.IsDraining;

    /// <summary>The node's accelerators in words; null when there are none or none is known.</summary>
    public string? Accelerator
    {
        get => _accelerator;
        set => _accelerator = value;
    }

    /// <summary>Requests of the mesh under way at an engine.</summary>
    public int InFlight(string engine) => gates.InFlight(engine);
}
