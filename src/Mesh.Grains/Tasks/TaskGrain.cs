using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;

namespace Mesh.Grains.Tasks;

/// <summary>Has one task's plan gone through, wherever it lives; what it knows is in the store. Two of it for a moment do no harm: the rows let one of them write.</summary>
[CollectionAgeLimit(Minutes = IdleMinutes)]
internal sealed class TaskGrain : Grain, ITaskGrain
{
    /// <summary>How long one stays active that nobody asks and that runs nothing.</summary>
    public const double IdleMinutes = 2;

    // Longer than the pause between two rounds of the tenant's list, each of which asks it.
    private static readonly TimeSpan s_stays = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);
    private readonly TaskParts _parts;
    private readonly TenantKey _key;
    private readonly TaskBell _bell = new();
    private TaskLog _log;
    private TaskHistory _history = new();
    private TaskRun? _run;
    private Task? _reading;
    private bool _isDeleted;

    public TaskGrain(IGrainContext context, TaskParts parts)
    {
        // A key in another form is refused by the tenant filter before it comes here.
        _ = TenantKey.TryParse(context.GrainId.Key.ToString()!, out _key);
        _parts = parts;
        _log = NewLog();
    }

    private bool Runs => _run is { Ended.IsCompleted: false };

    public async Task<TaskView> SubmitAsync(TaskSubmission submission)
    {
        if (_isDeleted)
        {
            throw TaskErrors.Busy();
        }

        await ReadHistoryAsync();
        if (_history.Submission is { } before)
        {
            TakeUp();
            return before.Hash == submission.Hash ? View() : throw TaskErrors.KeyReused();
        }

        if (_parts.Places.IsFull)
        {
            throw TaskErrors.NoPlace();
        }

        // In the list first: what is only there is found to be nothing, and taken out again.
        await PutAsync(new TaskSummary { Id = submission.Id, Title = submission.Title, Target = submission.Query.Target, SubmittedAt = submission.At, Deadline = submission.Deadline, KeyId = submission.Caller.KeyId });
        await WriteAsync(new TaskSubmitted(submission));
        TakeUp();
        return View();
    }

    public async Task<TaskView> ReadAsync()
    {
        await EnsureThereAsync();
        TakeUp();
        return View();
    }

    public async Task<TaskNews> WatchAsync(long from, long version)
    {
        await EnsureThereAsync();
        TakeUp();
        if (_log.Last < from && _history.Ended is null)
        {
            using var over = new CancellationTokenSource(s_longestWait, _parts.Time);
            await _bell.AfterAsync(version).WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var heard = _bell.Version;
        return new TaskNews(View(), await EventsAsync(from), heard);
    }

    public async Task<TaskView> CancelAsync()
    {
        await EnsureThereAsync();
        if (Runs)
        {
            await _run!.StopAsync(TaskStop.Cancelled, TenantContext.Key);
            await _run.Ended.WaitAsync(s_longestWait, _parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (_history.Ended is null)
        {
            await EndAsync(new TaskEnded(TaskState.Cancelled) { Error = TaskErrors.Cancelled(), KeyId = TenantContext.Key });
        }

        return View();
    }

    public async Task<TaskSummary?> ResumeAsync()
    {
        await ReadHistoryAsync();
        if (_isDeleted || _history.Submission is not { } task)
        {
            return null;
        }

        if (_history.Ended is null && !Runs && _parts.Time.GetUtcNow() >= task.Deadline)
        {
            await EndAsync(new TaskEnded(TaskState.Expired) { Error = TaskErrors.Expired(task.Deadline) });
        }

        TakeUp();
        return View().Summary;
    }

    public async Task DeleteAsync()
    {
        await ReadHistoryAsync();
        if (_history.Submission is not null && !_isDeleted)
        {
            // Its end fences off whoever may still run it.
            await CancelAsync();

            // Whatever it still tells the list comes before the list forgets it.
            await (_run?.Ended ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await _log.ClearAsync();
            _isDeleted = true;
            DeactivateOnIdle();
        }

        await _parts.Grains.CallAsync<ITenantTasksGrain, bool>(_key, TenantTasksGrain.Rest, g => Done(g.RemoveAsync(_key.Rest)));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (Runs)
        {
            await _run!.StopAsync(TaskStop.Left);
            await _run.Ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private TaskLog NewLog() => new(_parts.Storage, GrainContext.GrainId, _parts.Time);

    private TaskView View() => _history.View(Runs && _run!.HasBegun, _run?.Report);

    private async Task EnsureThereAsync()
    {
        await ReadHistoryAsync();
        if (_isDeleted || _history.Submission is null)
        {
            throw TaskErrors.NotFound(_key.Rest);
        }
    }

    // Once; and again where another activation has written, which then knows better, or where it could not be read.
    private Task ReadHistoryAsync() => _reading is { IsFaulted: false } reading && _run is not { WasTakenOver: true } ? reading : _reading = ReadAllAsync();

    private async Task ReadAllAsync()
    {
        _run = null;
        var (log, history) = (NewLog(), new TaskHistory());
        await foreach (var said in log.ReadAllAsync())
        {
            history.Add(said);
        }

        (_log, _history) = (log, history);
    }

    private void TakeUp()
    {
        if (Runs)
        {
            DelayDeactivation(s_stays);
            return;
        }

        if (_history.Ended is not null || _parts.State.IsDraining || _parts.Places.IsFull || _parts.Time.GetUtcNow() < _history.Until)
        {
            return;
        }

        DelayDeactivation(s_stays);
        var run = new TaskRun(_parts, _log, _history, _bell);
        _run = run;
        run.Start(async () =>
        {
            run.Dispose();
            _bell.Ring();
            await TellAsync();
        });
    }

    // What the list says may be late; its rounds put it right.
    private async Task TellAsync()
    {
        try
        {
            await PutAsync(_history.Summary(runs: false));
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
        {
            _bell.Ring();
        }
    }

    private async Task<IReadOnlyList<TaskEvent>> EventsAsync(long from)
    {
        var (events, bytes) = (new List<TaskEvent>(), 0L);
        for (var number = Math.Max(1, from); number <= _log.Last && events.Count < TaskBounds.MostEventsTold && bytes < TaskBounds.MostBytesTold; number++)
        {
            if (await _log.ReadAsync(number) is not { } said)
            {
                break;
            }

            events.Add(said);
            bytes += said switch { TaskNodeKept kept => kept.Answer.Bytes, TaskEnded { Answer: { } answer } => answer.Bytes, _ => 0 };
        }

        return events;
    }

    private async Task EndAsync(TaskEnded ended)
    {
        await WriteAsync(ended);
        _parts.Instruments.Tasks.Ended(ended.State);
        await TellAsync();
    }

    private async Task WriteAsync(TaskEvent said)
    {
        try
        {
            _history.Add(await _log.AppendAsync(said));
            _bell.Ring();
        }
        catch (TaskTakenOverException)
        {
            _reading = null;
            throw TaskErrors.Busy();
        }
    }

    private Task<bool> PutAsync(TaskSummary summary) => _parts.Grains.CallAsync<ITenantTasksGrain, bool>(_key, TenantTasksGrain.Rest, g => Done(g.PutAsync(summary)));
}
