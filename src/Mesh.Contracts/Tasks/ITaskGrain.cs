using Mesh.Contracts.Access;
using Orleans.Concurrency;

namespace Mesh.Contracts.Tasks;

/// <summary>
/// One task: its plan runs beside the grain, and every finished node is in the store before what depends on it begins. Key: a <see cref="TenantKey"/> of the task's id.
/// Every call may throw a <see cref="Errors.MeshException"/>: not_found, or unavailable when the store is out of reach, and then what was asked may or may not have happened.
/// </summary>
[TenantKeyed, Alias("mesh.ITaskGrain")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Keeps it and begins it; the same submission twice is one.</summary>
    /// <exception cref="Errors.MeshException">conflict, reason idempotency_key_reused: another content under the same key; no_capacity.</exception>
    [Alias("Submit")]
    Task<TaskView> SubmitAsync(TaskSubmission submission);

    /// <summary>The task as it stands. Contact takes up a task that nobody runs.</summary>
    [Alias("Read")]
    Task<TaskView> ReadAsync();

    /// <summary>What is new: ends when there is something, or after a while.</summary>
    /// <param name="from">The first entry wanted.</param>
    /// <param name="version">The version of the tree that was seen last; -1 for none.</param>
    [AlwaysInterleave, Alias("Watch")]
    Task<TaskNews> WatchAsync(long from, long version);

    /// <summary>Ends it, with every call that runs; one that is over stays as it is.</summary>
    [Alias("Cancel")]
    Task<TaskView> CancelAsync();

    /// <summary>Takes it up where nobody runs it; ends it when its time is over. Null where there is no such task.</summary>
    [Alias("Resume")]
    Task<TaskSummary?> ResumeAsync();

    /// <summary>Forgets all of it; one that is not over is ended first.</summary>
    [Alias("Delete")]
    Task DeleteAsync();
}
