using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;

namespace Mesh.Grains.Tasks;

/// <summary>The errors of tasks.</summary>
internal static class TaskErrors
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_later = TimeSpan.FromSeconds(30);

    public static MeshException NotFound(string id) => new(MeshErrorCode.NotFound, "task_not_found", $"There is no task '{id}', or it was deleted when its time was over.", "id");

    public static MeshException KeyReused() => new(
        MeshErrorCode.Conflict, "idempotency_key_reused", "Another task was submitted under this 'idempotency_key'. Use a key of its own for each task, and send the same content when you send it again.", "idempotency_key");

    /// <summary>The reason of a submission beyond the bounds.</summary>
    public const string FullReason = "tasks_full";

    public static MeshException Full(int most) => new(new MeshError
    {
        Code = MeshErrorCode.NoCapacity,
        Reason = FullReason,
        Message = $"The tenant has {most} tasks that are not over, or {TaskBounds.MostKept} in its list. Wait for some to end, or delete some that have.",
        RetryAfter = s_later,
    });

    public static MeshException Waiting(ReviewHandle handle) => new(new MeshError
    {
        Code = MeshErrorCode.DeadlineExceeded,
        Reason = ReviewPending.Finish,
        Message = $"Nobody has answered review '{handle.Id}' within the part of the plan's time that its node has. Answer it, or give its node more time.",
        Review = handle,
    });

    public static MeshException NoPlace() => new(new MeshError
    {
        Code = MeshErrorCode.NoCapacity,
        Reason = "tasks_waiting",
        Message = $"{TaskBounds.MostWaiting} tasks wait on this silo already. Submit it later, or to another silo.",
        RetryAfter = s_later,
    });

    public static MeshException StoreUnreachable(Exception fault) => new(
        new MeshError { Code = MeshErrorCode.Unavailable, Reason = "store_unreachable", Message = "The store of tasks could not be read or written. What was being written may or may not be stored; ask again.", RetryAfter = s_soon },
        fault);

    public static MeshException Busy() => new(
        new MeshError { Code = MeshErrorCode.Unavailable, Reason = "task_moved", Message = "The task is being taken up by another silo, or was deleted just now. Ask again.", RetryAfter = s_soon });

    public static MeshError Expired(DateTimeOffset deadline) => new()
    {
        Code = MeshErrorCode.DeadlineExceeded,
        Reason = "task_deadline",
        Message = $"The task's time was over at {deadline:u}. Submit it again with a longer 'timeout'.",
    };

    public static MeshError Cancelled() => new() { Code = MeshErrorCode.Interrupted, Reason = "task_cancelled", Message = "The task was cancelled. Submit another one." };

    public static MeshError Defect() => new() { Code = MeshErrorCode.Internal, Reason = "internal", Message = "The mesh failed on this task; its log tells where." };

    public static MeshException Revoked(string key) => new(
        MeshErrorCode.PermissionDenied, "key_revoked", $"The key {key}, which submitted the task, was removed, has expired or lacks a scope that it needs. Submit the task again with a key that is in force.");

    public static MeshException TooManyAttempts(string path) => new(
        MeshErrorCode.UpstreamFailed, "node_attempts", $"The node '{path}' was begun {TaskBounds.MostAttempts} times and interrupted or failed each time.");

    public static MeshException TooLong() => new(
        MeshErrorCode.UpstreamFailed, "answer_too_long", $"A node's answer is longer than the {TaskBounds.MostAnswerBytes / 1024} KiB that a task's record holds. Bound it with 'maxOutputTokens'.");

    public static MeshException RecordFull() => new(
        MeshErrorCode.UpstreamFailed, "record_full", $"The task's record holds {TaskBounds.MostRecordBytes / 1024 / 1024} MiB of answers or {TaskBounds.MostEvents} events, which is all that it may. Make the task of several.");
}
