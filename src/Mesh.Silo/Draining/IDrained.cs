namespace Mesh.Silo.Draining;

/// <summary>Work that the drain waits for.</summary>
internal interface IDrained
{
    /// <summary>How many pieces of it are under way.</summary>
    int UnderWay { get; }
}
