namespace Mesh.Grains.Workers;

/// <summary>What the worker's relay carries. Read from any thread.</summary>
public interface IRelayLoad
{
    /// <summary>Requests under way to an engine, by its name on the node.</summary>
    int InFlight(string engine);
}
