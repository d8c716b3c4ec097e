using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Strategies.Plans;

/// <summary>
/// One walk through a plan: what its nodes share. Disposing it cancels every call that still runs and waits until all have ended, so that nothing of a plan outlives its
/// answer.
/// </summary>
public sealed class PlanRun : IAsyncDisposable
{
    /// <summary>Most calls of models of one plan at one moment; further ones wait.</summary>
    public const int MostCalls = 8;

    /// <summary>Most walks through cascades that are noted of one plan.</summary>
    internal const int MostWalks = 16;

    /// <summary>The reason of the error of a plan that is too deep.</summary>
    internal const string TooDeep = "plan_too_deep";

    private readonly CancellationTokenSource _ends;
    private readonly SemaphoreSlim _slots = new(MostCalls);
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private List<CascadeWalk>? _walks;
    private readonly ChatTask _task;
    private int _disposed;

    internal PlanRun(IModelCalls calls, RouteDecision decision, ChatTask task, TimeProvider time, Func<double> draw, CancellationToken cancellationToken)
    {
        (Calls, Decision, Time, Draw, _task) = (calls, decision, time, draw, task);
        RecordsWalks = calls.RecordsWalks(decision, task);
        _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _ends.Token;
    }

    /// <summary>The way to models.</summary>
    internal IModelCalls Calls { get; }

    /// <summary>The decision that led to the plan.</summary>
    public RouteDecision Decision { get; }

    /// <summary>Names the run: the same for every walk of one that outlives its process.</summary>
    /// <value>The id of the decision that led to it.</value>
    public string Key { get => field ?? Decision.Id; init; }

    /// <summary>Whether the caller sent the plan along: of what a caller writes nothing is learned, and nothing of it is kept.</summary>
    public bool IsSent => _task.Plan is not null;

    /// <summary>What is kept of its nodes; null where nothing outlives the process.</summary>
    public IPlanRecord? Record { get; init; }

    /// <summary>When the time of the plan is over, as a timestamp.</summary>
    public long Expires { get; init; } = long.MaxValue;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Numbers from 0 to 1; safe from any thread.</summary>
    public Func<double> Draw { get; }

    /// <summary>Ends when the plan is over; who reads it later than that finds it cancelled.</summary>
    public CancellationToken Token { get; }

    /// <summary>What the caller does not want of a cache.</summary>
    internal CacheUse CacheUse => _task.CacheUse;

    /// <summary>Whether walks through cascades are recorded.</summary>
    internal bool RecordsWalks { get; }

    /// <summary>A cascade has given its whole answer; of more than <see cref="MostWalks"/> nothing is noted.</summary>
    internal void Walked(CascadeWalk walk)
    {
        lock (_gate)
        {
            _walks ??= [];
            if (_walks.Count < MostWalks)
            {
                _walks.Add(walk);
            }
        }
    }

    /// <summary>The plan has given its whole answer, in the words of a call: what is said of it holds for the cascades that gave these words.</summary>
    internal void Given(string call)
    {
        CascadeWalk[] walks;
        lock (_gate)
        {
            walks = _walks is null ? [] : [.. _walks.Where(w => w.Call == call)];
        }

        if (walks.Length > 0)
        {
            Calls.Walked(Decision, _task, walks);
        }
    }

    /// <summary>Begins work beside the node that asks for it. The run ends it when it ends, and waits for it; a node may wait for it sooner.</summary>
    /// <param name="work">The work, under a token that ends with the run.</param>
    public Task<T> Start<T>(Func<CancellationToken, Task<T>> work)
    {
        var task = work(Token);
        lock (_gate)
        {
            _running.Add(task);
        }

        task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ends.CancelAsync();
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ends.Dispose();
        _slots.Dispose();
    }

    /// <summary>Waits for a place among the calls at one moment.</summary>
    internal Task TakePlaceAsync(CancellationToken cancellationToken) => _slots.WaitAsync(cancellationToken);

    /// <summary>Gives it back.</summary>
    internal void GivePlace() => _slots.Release();

    /// <exception cref="MeshException">internal, reason plan_too_deep.</exception>
    internal static void EnsureDepth(int depth)
    {
        if (depth > NodeEntry.MaxDepth)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, TooDeep, $"The plan is more than {NodeEntry.MaxDepth} nodes deep, the routes that its leaves name included.", "plan");
        }
    }

    private Task[] Running()
    {
        lock (_gate)
        {
            return [.. _running];
        }
    }

    private void Remove(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }
}
