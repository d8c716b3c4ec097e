using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Grains.Tasks;

/// <summary>What one walk through a task's plan reads of its record and writes into it. A walk that cannot write, or has been succeeded, is over.</summary>
/// <param name="log">The rows.</param>
/// <param name="history">What they come to.</param>
/// <param name="mayGoOn">Throws where no model may be asked any more.</param>
/// <param name="leaves">Whether this silo begins nothing any more.</param>
/// <param name="place">The walk's place on this silo.</param>
/// <param name="ends">Ends the walk.</param>
/// <param name="changed">Told of each event.</param>
internal sealed class TaskRecord(TaskLog log, TaskHistory history, Action mayGoOn, Func<bool> leaves, WalkPlace place, CancellationTokenSource ends, Action changed) : IPlanRecord
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly FoundClasses _found = Seed(history.Found);
    private int _away;
    private int _beginning;

    /// <inheritdoc/>
    public FoundClasses Found => _found;

    /// <summary>Why the walk could not go on; null where it could.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Calls of earlier walks that this one has not come by.</summary>
    public IEnumerable<NodeReport> Unseen()
    {
        lock (_gate)
        {
            return [.. history.Calls.Where(c => !IsSeen(c.Path)).Select(c => c.Report)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask<KeptNode?> FindAsync(string path)
    {
        if (history.Find(path) is not { } place)
        {
            return null;
        }

        try
        {
            var kept = (TaskNodeKept)(await log.ReadAsync(place.Number) ?? throw new TaskTakenOverException());
            See(path);
            return new KeptNode(kept.Answer, kept.Report);
        }
        catch (Exception e)
        {
            throw await OverAsync(e);
        }
    }

    /// <inheritdoc/>
    public async Task BeginAsync(string path, PlanCost most, CancellationToken cancellationToken)
    {
        Count(ref _beginning, 1);
        try
        {
            // It has one, unless all that it did was wait for people.
            await place.HoldAsync().WaitAsync(cancellationToken);
            await BegunAsync(path, most);
        }
        finally
        {
            Count(ref _beginning, -1);
        }
    }

    /// <inheritdoc/>
    public async Task KeepAsync(string path, NodeAnswer answer, NodeReport report)
    {
        var bytes = answer.Bytes;
        if (bytes > TaskBounds.MostAnswerBytes)
        {
            throw TaskErrors.TooLong();
        }

        if (history.Bytes + bytes > TaskBounds.MostRecordBytes || log.Last >= TaskBounds.MostEvents)
        {
            throw TaskErrors.RecordFull();
        }

        See(path);
        await WriteAsync(new TaskNodeKept(path, answer, report) { Found = _found.All });
        Rest();
        await LeaveAsync();
    }

    /// <inheritdoc/>
    public async Task LoseAsync(string path, NodeReport report)
    {
        if (!history.IsOpen(path) || Fault is not null)
        {
            return;
        }

        try
        {
            await WriteAsync(new TaskNodeLost(path, report));
        }
        catch (OperationCanceledException)
        {
            // The next walk takes it for interrupted, and books the most that it can have taken.
        }

        Rest();
        await LeaveAsync();
    }

    /// <inheritdoc/>
    public async Task<T> AwayAsync<T>(Func<Task<T>> wait)
    {
        Count(ref _away, 1);
        try
        {
            return await wait();
        }
        finally
        {
            Count(ref _away, -1);
        }
    }

    private async Task BegunAsync(string path, PlanCost most)
    {
        if (leaves())
        {
            await LeaveAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ends.Token);
        }

        mayGoOn();
        if (history.Attempts(path) >= TaskBounds.MostAttempts)
        {
            throw TaskErrors.TooManyAttempts(path);
        }

        if (log.Last >= TaskBounds.MostEvents)
        {
            throw TaskErrors.RecordFull();
        }

        await WriteAsync(new TaskNodeBegun(path, most.Usd, most.Tokens));
    }

    private void Count(ref int who, int change)
    {
        lock (_gate)
        {
            who += change;
        }

        Rest();
    }

    // The place is for those who ask models: where nobody does, and somebody waits for a person, others may have it.
    private void Rest()
    {
        lock (_gate)
        {
            if (_away > 0 && _beginning == 0 && history.Open == 0)
            {
                place.LetGo();
            }
        }
    }

    private static FoundClasses Seed(IReadOnlyList<string> classes)
    {
        var found = new FoundClasses();
        found.Add(classes);
        return found;
    }

    // Where nothing may begin any more, the walk is over when the last call has ended.
    private Task LeaveAsync() => leaves() && history.Open == 0 ? ends.CancelAsync() : Task.CompletedTask;

    private async Task WriteAsync(TaskEvent said)
    {
        try
        {
            history.Add(await log.AppendAsync(said));
        }
        catch (Exception e)
        {
            throw await OverAsync(e);
        }

        changed();
    }

    private async Task<OperationCanceledException> OverAsync(Exception e)
    {
        Fault ??= e;
        await ends.CancelAsync();
        return new OperationCanceledException("The walk is over.", e, ends.Token);
    }

    private void See(string path)
    {
        lock (_gate)
        {
            _seen.Add(path);
        }
    }

    private bool IsSeen(string path) => _seen.Contains(path) || _seen.Any(s => path.StartsWith(s + "/", StringComparison.Ordinal));
}
