namespace Mesh.Grains.Tasks;

/// <summary>Tells those who watch a task that something is new; they look then for themselves, so that nothing is queued for anybody. Thread-safe.</summary>
internal sealed class TaskBell
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _rings = NotYet();
    private long _version;

    /// <summary>How often it has rung.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Rings.</summary>
    public void Ring()
    {
        TaskCompletionSource rings;
        lock (_gate)
        {
            _version++;
            (rings, _rings) = (_rings, NotYet());
        }

        rings.SetResult();
    }

    /// <summary>Waits until it has rung since a version.</summary>
    /// <param name="version">What was heard last.</param>
    public Task AfterAsync(long version)
    {
        lock (_gate)
        {
            return _version != version ? Task.CompletedTask : _rings.Task;
        }
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
