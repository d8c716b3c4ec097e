using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;
using Orleans.Concurrency;

namespace Mesh.Grains.Tasks;

/// <summary>A tenant's list of tasks, whose calls may cross: tasks tell it what has become of them while it asks them. While one of them is not over it looks at them again and again, so that one whose silo has gone is taken up by another.</summary>
[Reentrant]
internal sealed class TenantTasksGrain : Grain, ITenantTasksGrain
{
    /// <summary>Its key within the tenant.</summary>
    public const string Rest = "tasks";

    private const int AtOnce = 16;
    private readonly TaskParts _parts;
    private readonly TenantKey _key;
    private readonly TaskListPages _pages;
    private IGrainTimer? _rounds;
    private bool _isKnown;

    public TenantTasksGrain(IGrainContext context, TaskParts parts)
    {
        _ = TenantKey.TryParse(context.GrainId.Key.ToString()!, out _key);
        (_parts, _pages) = (parts, new TaskListPages(parts.Storage, context.GrainId));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _pages.ReadAsync();

    public Task PutAsync(TaskSummary task) => ChangedAsync(async () =>
    {
        if (_pages.Find(task.Id) is null)
        {
            await EnsureKnownAsync();
        }

        await _pages.PutAsync(task);
        Look();
    });

    public Task RemoveAsync(string id) => ChangedAsync(() => _pages.RemoveAsync(id));

    public Task<IReadOnlyList<TaskSummary>> ListAsync(TaskFilter filter) => Task.FromResult<IReadOnlyList<TaskSummary>>(
    [
        .. _pages.All
            .Where(t => filter.States.Count == 0 || filter.States.Contains(t.State))
            .Where(t => filter.Target.Length == 0 || string.Equals(t.Target, filter.Target, StringComparison.OrdinalIgnoreCase))
            .Where(t => filter.Before is not { } before || Behind(t, before))
            .OrderByDescending(t => t.SubmittedAt).ThenByDescending(t => t.Id, StringComparer.Ordinal)
            .Take(filter.Size),
    ]);

    public async Task<bool> RoundAsync()
    {
        var now = _parts.Time.GetUtcNow();
        foreach (var due in _pages.All.Where(t => t.DeletedAt <= now).Take(AtOnce).ToArray())
        {
            await AskAsync(due, g => Done(g.DeleteAsync()));
        }

        foreach (var some in _pages.All.Where(t => !t.IsOver).ToArray().Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(ResumeAsync));
        }

        Look();
        return _pages.All.Count > 0;
    }

    private static bool Behind(TaskSummary task, TaskCursor cursor) =>
        task.SubmittedAt < cursor.At || (task.SubmittedAt == cursor.At && string.CompareOrdinal(task.Id, cursor.Id) < 0);

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    // One that is not there after a while was never submitted: its caller was told so, or sends it again.
    private async Task ResumeAsync(TaskSummary task)
    {
        var there = await AskAsync(task, g => g.ResumeAsync());
        if (there is not null && there != task)
        {
            await _pages.PutAsync(there);
        }
        else if (there is null && _parts.Time.GetUtcNow() - task.SubmittedAt > TimeSpan.FromMinutes(1) && await AskAsync(task, g => IsNothingAsync(g)))
        {
            await _pages.RemoveAsync(task.Id);
        }
    }

    private static async Task<bool> IsNothingAsync(ITaskGrain task) => await task.ResumeAsync() is null;

    // What one task's silo or store does to it must not keep the others from being looked at.
    private async Task<T?> AskAsync<T>(TaskSummary task, Func<ITaskGrain, Task<T>> call)
    {
        try
        {
            return await _parts.Grains.CallAsync(_key, task.Id, call);
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
        {
            return default;
        }
    }

    private async Task EnsureKnownAsync()
    {
        if (!_isKnown)
        {
            await GrainFactory.GetGrain<ITaskTenantsGrain>(0).AddAsync(_key.Tenant);
            _isKnown = true;
        }
    }

    private void Look()
    {
        if (_pages.All.Any(t => !t.IsOver))
        {
            var pause = _parts.Options.Value.TaskRound;
            _rounds ??= this.RegisterGrainTimer(_ => RoundAsync(), new GrainTimerCreationOptions(pause, pause) { KeepAlive = true });
        }
        else
        {
            _rounds?.Dispose();
            _rounds = null;
        }
    }

    private async Task ChangedAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception e) when (e is not MeshException { Error.Reason: TaskErrors.FullReason })
        {
            // What is in the store is not known any more.
            DeactivateOnIdle();
            throw TaskErrors.StoreUnreachable(e);
        }
    }
}
