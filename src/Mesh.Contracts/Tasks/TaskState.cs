namespace Mesh.Contracts.Tasks;

/// <summary>How far a task has got.</summary>
public enum TaskState
{
    /// <summary>It waits for a place on a silo, or for its next try.</summary>
    Queued,

    /// <summary>Its plan runs.</summary>
    Running,

    /// <summary>It has its answer.</summary>
    Done,

    /// <summary>It has none, and the error says why.</summary>
    Failed,

    /// <summary>Its caller ended it.</summary>
    Cancelled,

    /// <summary>Its time was over first.</summary>
    Expired,
}
