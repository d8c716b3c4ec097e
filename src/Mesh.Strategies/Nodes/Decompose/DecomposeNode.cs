using Mesh.Contracts.Chat;
using Mesh.Contracts.Graphs;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>
/// Breaks a task into a graph of smaller ones, has them done, and answers from their results. Where there is no graph, or none of it can be done, a worker answers the
/// request as it came.
/// </summary>
internal sealed class DecomposeNode : IPlanNode
{
    // Of what is left once there is a graph, for the tasks; the rest is the synthesiser's.
    private const double WorkShare = 0.7;

    private readonly DecomposeEntry _entry;
    private readonly IPlanNode _planner;
    private readonly IPlanNode _synthesiser;
    private readonly TaskWorkers _workers;

    public DecomposeNode(string route, DecomposeEntry entry)
    {
        (_entry, _planner, _workers) = (entry, PlanNodes.Under(route, entry.Planner), new TaskWorkers(route, entry.Workers));
        _synthesiser = entry.Synthesiser is { } own ? PlanNodes.Under(route, own) : _planner;
    }

    public NodeEntry Entry => _entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        if (task.Request.Tools.Count > 0)
        {
            return await DirectAsync(task, scope, "not planned: the request has tools", cancellationToken);
        }

        var prompts = new GraphPrompts(_entry, task, scope.Run.Calls);
        var planner = new GraphPlanner(_planner, prompts);
        var (graph, why) = await planner.PlanAsync(scope, cancellationToken);
        if (graph is null)
        {
            return await DirectAsync(task, scope, $"{why}; answered directly", cancellationToken);
        }

        if (graph.Tasks is [var only])
        {
            var query = task.Query with { Task = only.Class, Needs = task.Query.Needs | only.Needs };
            return await DirectAsync(task.Asking(query), scope, "1 task; answered directly", cancellationToken);
        }

        var (results, told) = await WorkAsync(graph, planner, prompts, scope, cancellationToken);
        if (results.All(r => r.Text is null))
        {
            return await DirectAsync(task, scope, $"{told}; answered directly", cancellationToken);
        }

        scope.Trace.Note(told);
        foreach (var result in results.Where(r => r.Text is not null))
        {
            result.Trace?.Use();
        }

        var writers = _workers.For(task.Query.Task).Prepend(("synthesiser", _synthesiser));
        return await FirstAsync([.. writers.Take(2)], prompts.Assemble(results), scope, NodeFailures.IsOfItsOwn, cancellationToken);
    }

    // The tasks' part of time and budget is cut off once; a graph that follows has what the first left of it.
    private async Task<(IReadOnlyList<TaskResult> Results, string Told)> WorkAsync(TaskGraph graph, GraphPlanner planner, GraphPrompts prompts, PlanScope scope, CancellationToken cancellationToken)
    {
        var until = scope.Run.Time.GetTimestamp() + (long)(scope.Left.TotalSeconds * WorkShare * scope.Run.Time.TimestampFrequency);
        scope = scope with { Budget = scope.Budget.Slice(WorkShare) };
        var work = new GraphWork(_entry, _workers, prompts);
        await work.DoAsync(graph, scope, until, cancellationToken);
        var results = work.Results(graph);
        var replanned = "";
        if (_entry.Replan && results.Any(r => r.Text is null) && scope with { Expiry = new PlanExpiry(until, scope.Expiry) } is { } own && own.Left > TimeSpan.Zero)
        {
            var next = await planner.ReplanAsync(graph, results, own, cancellationToken);
            replanned = next is null ? "; not planned anew" : "; planned anew";
            if (next is not null)
            {
                await work.DoAsync(next, scope, until, cancellationToken);
                results = work.Results(next);
            }
        }

        var done = results.Count(r => r.Text is not null);
        return (results, $"{work.Tasks} tasks{replanned}; the answer rests on {done} of {results.Count}");
    }

    private Task<PlanAnswer> DirectAsync(ChatTask task, PlanScope scope, string note, CancellationToken cancellationToken)
    {
        scope.Trace.Note(note);
        return FirstAsync(_workers.For(task.Query.Task), task, scope, NodeFailures.MayMove, cancellationToken);
    }

    private static async Task<PlanAnswer> FirstAsync(IReadOnlyList<(string Place, IPlanNode Node)> nodes, ChatTask task, PlanScope scope, Func<Exception, bool> mayMove, CancellationToken cancellationToken)
    {
        var failures = new List<(string, Exception)>(nodes.Count);
        foreach (var (at, (place, node)) in nodes.Index())
        {
            try
            {
                return await scope.AskAsync(node, place, task, cancellationToken, within: at == nodes.Count - 1 ? null : scope.Left / (nodes.Count - at));
            }
            catch (Exception e) when (mayMove(e) && !cancellationToken.IsCancellationRequested)
            {
                failures.Add((place, e));
            }
        }

        throw NodeFailures.Joined(failures);
    }
}
