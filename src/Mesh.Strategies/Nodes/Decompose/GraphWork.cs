using Mesh.Contracts.Graphs;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Graphs;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>Has the tasks of one request's graphs done: each as soon as those that it rests on are, several at once. What is done stays done when a graph follows another.</summary>
/// <param name="entry">The node.</param>
/// <param name="workers">Who does them.</param>
/// <param name="prompts">What they are asked.</param>
internal sealed class GraphWork(DecomposeEntry entry, TaskWorkers workers, GraphPrompts prompts)
{
    // The reason of tasks that rest on one that failed.
    private const string Stopped = "rests_on_failed";

    private readonly Dictionary<string, TaskResult> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>How many tasks all graphs had.</summary>
    public int Tasks => _numbers.Count;

    /// <summary>What became of the tasks of a graph, in its order.</summary>
    public IReadOnlyList<TaskResult> Results(TaskGraph graph) => [.. graph.Tasks.Select(t => _results[t.Id])];

    /// <summary>Has every task of a graph done that can be. Nothing of it runs any more when it returns.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">The node's place in the run, with what the tasks may spend.</param>
    /// <param name="until">When their time is over, as a timestamp; before the node's own is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task DoAsync(TaskGraph graph, PlanScope scope, long until, CancellationToken cancellationToken)
    {
        foreach (var task in graph.Tasks)
        {
            _numbers.TryAdd(task.Id, _numbers.Count);
        }

        var order = new TaskOrder(graph);
        var running = new Dictionary<Task<TaskResult>, string>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                Begin(order, graph, running, scope, until, ends.Token);
                if (running.Count == 0)
                {
                    break;
                }

                var ended = await Task.WhenAny(running.Keys);
                running.Remove(ended);
                var result = await ended;
                _results[result.Task.Id] = result;
            }

            Stop(order, scope);
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAll((IEnumerable<Task>)running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begin(TaskOrder order, TaskGraph graph, Dictionary<Task<TaskResult>, string> running, PlanScope scope, long until, CancellationToken cancellationToken)
    {
        var done = _results.Values.Where(r => r.Text is not null).Select(r => r.Task.Id).ToHashSet(StringComparer.Ordinal);
        var begun = _results.Keys.Union(running.Values).ToHashSet(StringComparer.Ordinal);
        var waiting = order.Tasks.Count(t => !begun.Contains(t.Id));
        var ready = order.Ready(done, begun).Take(entry.Parallel - running.Count).ToArray();

        var left = scope.Run.Time.GetElapsedTime(scope.Run.Time.GetTimestamp(), until);

        // What is left is for all that have not begun, so that those that begin now leave the others theirs.
        var slices = ready.Select(_ => scope.Budget.Slice(1.0 / waiting)).ToArray();
        foreach (var (place, task) in ready.Index())
        {
            var rounds = Math.Max(order.Chain(task.Id), (waiting + entry.Parallel - 1) / entry.Parallel);
            running.Add(scope.Run.Start(_ => DoAsync(task, graph, scope, slices[place], left / rounds, cancellationToken)), task.Id);
        }
    }

    private async Task<TaskResult> DoAsync(PlannedTask task, TaskGraph graph, PlanScope scope, PlanBudget budget, TimeSpan within, CancellationToken cancellationToken)
    {
        if (within <= TimeSpan.Zero)
        {
            scope.Trace.Skip(new PlannedTaskEntry(), Place(task.Id), $"{Note(task)}; no time was left");
            return new TaskResult(task, null, "node_deadline", null);
        }

        var node = new PlannedTaskNode(task, workers.For(task.Class), entry.Retries, Note(task));
        try
        {
            var asked = prompts.Work(task, graph, task.DependsOn.Select(d => _results[d]));
            var answer = await scope.ReadAsync(node, Place(task.Id), asked, cancellationToken, budget, within);
            return new TaskResult(task, answer.Text, null, node.Trace);
        }
        catch (Exception e) when (e is Contracts.Errors.MeshException or EndpointException && !cancellationToken.IsCancellationRequested)
        {
            return new TaskResult(task, null, NodeFailures.Reason(e), node.Trace);
        }
    }

    private void Stop(TaskOrder order, PlanScope scope)
    {
        var failed = _results.Values.Where(r => r.Text is null).Select(r => r.Task.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var task in order.Stopped(failed))
        {
            _results[task.Id] = new TaskResult(task, null, Stopped, null);
            scope.Trace.Skip(new PlannedTaskEntry(), Place(task.Id), $"{Note(task)}; rests on one that failed");
        }
    }

    private string Place(string id) => $"tasks[{_numbers[id]}]";

    // A planner's ids and descriptions are content; numbers and classes are not.
    private string Note(PlannedTask task) => task.DependsOn.Count == 0 ? task.Class : $"{task.Class}, after {string.Join(", ", task.DependsOn.Select(Place))}";
}
