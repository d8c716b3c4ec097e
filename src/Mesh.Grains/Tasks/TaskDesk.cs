using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;

namespace Mesh.Grains.Tasks;

/// <summary>What doors do with the tasks of a caller's tenant.</summary>
public sealed class TaskDesk(TenantGrains grains, MeshRouter router, CatalogView views, SiloState state, TimeProvider time)
{
    /// <summary>Has something done; the same content under the same key is the same task.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="wish">How it is to be done.</param>
    /// <exception cref="MeshException">not_found; content_refused; conflict, reason idempotency_key_reused; no_capacity, reasons tasks_full and tasks_waiting; unavailable.</exception>
    public Task<TaskView> SubmitAsync(CallerIdentity caller, ChatTask task, TaskWish wish)
    {
        if (!state.TakesWork)
        {
            throw SiloState.Refusal();
        }

        var asked = router.Read(task);
        var decision = router.Look(asked.Query);
        var view = views.Current;
        var found = RequestPlan.Of(view, decision, asked);
        var now = time.GetUtcNow();
        var submission = new TaskSubmission
        {
            Id = IdOf(wish.IdempotencyKey, now),
            Hash = wish.Hash,
            Caller = caller,
            Query = task.Query with { Signals = null, Urgency = task.Query.Urgency ?? Urgency.Batch },
            Chat = task.Request,
            Plan = found?.Entry ?? new SingleEntry { Route = task.Query.Target },
            SentPlan = task.Plan is not null,
            Title = wish.Title,
            At = now,
            Deadline = now + wish.Timeout,
            Retention = wish.Retention,
            MaxUsd = found is null ? task.Query.MaxCostUsd : found.Budget.UsdLeft,
            MaxTokens = Least(found?.Budget.TokensLeft, wish.MaxTokens),
            Retries = wish.Retries,
        };
        return CallAsync(caller, submission.Id, g => g.SubmitAsync(submission));
    }

    /// <summary>A task as it stands.</summary>
    /// <exception cref="MeshException">not_found; unavailable.</exception>
    public Task<TaskView> ReadAsync(CallerIdentity caller, string id) => CallAsync(caller, id, g => g.ReadAsync());

    /// <summary>What is new of a task: waits for it a few seconds.</summary>
    /// <exception cref="MeshException">not_found; unavailable.</exception>
    public Task<TaskNews> WatchAsync(CallerIdentity caller, string id, long from, long version) => CallAsync(caller, id, g => g.WatchAsync(from, version));

    /// <summary>Ends a task, with every call that runs.</summary>
    /// <exception cref="MeshException">not_found; unavailable.</exception>
    public Task<TaskView> CancelAsync(CallerIdentity caller, string id) => CallAsync(caller, id, g => g.CancelAsync());

    /// <summary>Forgets a task; one that is not over is ended first.</summary>
    /// <exception cref="MeshException">unavailable.</exception>
    public Task DeleteAsync(CallerIdentity caller, string id) => CallAsync(caller, id, async g =>
    {
        await g.DeleteAsync();
        return true;
    });

    /// <summary>A page of the tenant's tasks, the newest first.</summary>
    /// <exception cref="MeshException">unavailable.</exception>
    public Task<IReadOnlyList<TaskSummary>> ListAsync(CallerIdentity caller, TaskFilter filter) =>
        grains.CallAsync<ITenantTasksGrain, IReadOnlyList<TaskSummary>>(caller, TenantTasksGrain.Rest, g => g.ListAsync(filter));

    // A caller's key is hashed: it may be longer than an id, and hold what none may.
    private static string IdOf(string key, DateTimeOffset now) =>
        key.Length == 0 ? $"task_{Guid.CreateVersion7(now):N}" : $"task_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]}";

    private static long? Least(long? one, long? other) => one is null || other is null ? one ?? other : Math.Min(one.Value, other.Value);

    private Task<T> CallAsync<T>(CallerIdentity caller, string id, Func<ITaskGrain, Task<T>> call) => grains.CallAsync(caller, id, call);
}
