using System.Globalization;
using Mesh.Contracts.Tasks;
using Orleans.Storage;

namespace Mesh.Grains.Tasks;

/// <summary>The pages of a tenant's list, so that a change writes one of them and not the list.</summary>
internal sealed class TaskListPages(IGrainStorage storage, GrainId grain) : IDisposable
{
    private const int PageSize = 64;
    private const int MostPages = TaskBounds.MostKept / PageSize;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly GrainState<TaskListPage>[] _pages = [.. Enumerable.Range(0, MostPages).Select(_ => new GrainState<TaskListPage>(new TaskListPage()))];

    /// <summary>All tasks, in no order.</summary>
    public IReadOnlyCollection<TaskSummary> All => [.. _pages.SelectMany(p => p.State!.Tasks.Values)];

    /// <summary>Reads all pages.</summary>
    public Task ReadAsync() => Task.WhenAll(_pages.Select((p, i) => storage.ReadStateAsync(Name(i), grain, p)));

    /// <summary>A task; null where it is not in the list.</summary>
    public TaskSummary? Find(string id) => _pages.Select(p => p.State!.Tasks.GetValueOrDefault(id)).FirstOrDefault(t => t is not null);

    /// <summary>Puts a task in, or what has become of it.</summary>
    /// <exception cref="Contracts.Errors.MeshException">no_capacity, reason tasks_full: it is a new one, and there are too many.</exception>
    /// <exception cref="OrleansException">Another activation has written the page, or the store is out of reach.</exception>
    public Task PutAsync(TaskSummary task) => OneAsync(() =>
    {
        var page = Array.FindIndex(_pages, p => p.State!.Tasks.ContainsKey(task.Id));
        if (page < 0)
        {
            // Looked at here, where submissions come one after the other.
            page = All.Count(t => !t.IsOver) < TaskBounds.MostUnfinished ? Array.FindIndex(_pages, p => p.State!.Tasks.Count < PageSize) : page;
            if (page < 0)
            {
                throw TaskErrors.Full(TaskBounds.MostUnfinished);
            }
        }

        _pages[page].State!.Tasks[task.Id] = task;
        return storage.WriteStateAsync(Name(page), grain, _pages[page]);
    });

    /// <summary>Takes a task out.</summary>
    /// <exception cref="OrleansException">As for <see cref="PutAsync"/>.</exception>
    public Task RemoveAsync(string id) => OneAsync(() =>
    {
        var page = Array.FindIndex(_pages, p => p.State!.Tasks.Remove(id));
        return page < 0 ? Task.CompletedTask : storage.WriteStateAsync(Name(page), grain, _pages[page]);
    });

    // Two writes of one page at once would take each other for somebody else's.
    private async Task OneAsync(Func<Task> write)
    {
        await _gate.WaitAsync();
        try
        {
            await write();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static string Name(int page) => string.Create(CultureInfo.InvariantCulture, $"tasks-{page:D2}");
}
