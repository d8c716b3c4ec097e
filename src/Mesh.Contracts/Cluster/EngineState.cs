namespace Mesh.Contracts.Cluster;

/// <summary>How far an engine on a node is. New work goes to <see cref="Ready"/> alone.</summary>
public enum EngineState
{
    /// <summary>It was found, and what it serves is not known yet.</summary>
    Joining,

    /// <summary>It loads its model or is being measured.</summary>
    Warming,

    /// <summary>It serves.</summary>
    Ready,

    /// <summary>It finishes what it has and takes nothing new.</summary>
    Draining,

    /// <summary>It does not answer, or its node is no longer heard of.</summary>
    Gone,
}
