namespace Mesh.Contracts.Plans;

/// <summary>How far a node of a plan has got.</summary>
public enum NodeState
{
    /// <summary>It is asked, and has not answered yet.</summary>
    Running,

    /// <summary>It has answered.</summary>
    Done,

    /// <summary>It could not answer.</summary>
    Failed,

    /// <summary>Nobody waited for its answer any more.</summary>
    Cancelled,

    /// <summary>It was not asked.</summary>
    Skipped,

    /// <summary>It waits for a person, or has left its caller with a handle for that.</summary>
    Waiting,
}
