using Mesh.Contracts.Chat;
using Mesh.Contracts.Graphs;
using Mesh.Prompts.Graphs;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>Gets graphs of tasks from a planner.</summary>
/// <param name="planner">The planner.</param>
/// <param name="prompts">What it is asked.</param>
internal sealed class GraphPlanner(IPlanNode planner, GraphPrompts prompts)
{
    // Of what is left of time and budget, for one call of the planner: the work comes after it.
    private const double Share = 0.25;

    /// <summary>A graph, mended once where it was wrong. Without one, why not.</summary>
    public async Task<(TaskGraph? Graph, string Why)> PlanAsync(PlanScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var said = await SayAsync(scope, "planner", prompts.Plan(), cancellationToken);
            var reading = GraphReader.Read(said, prompts.Rules);
            if (reading.Graph is null)
            {
                said = await SayAsync(scope, "planner.repair", prompts.Repair(said, reading.Errors), cancellationToken);
                reading = GraphReader.Read(said, prompts.Rules);
            }

            return (reading.Graph, $"no plan: wrong twice, {reading.Errors.Count} mistakes left");
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"no plan: {NodeFailures.Reason(e)}");
        }
    }

    /// <summary>A graph of what is done with new tasks in the places of those that failed; null where the planner gave none.</summary>
    /// <param name="before">The graph until now.</param>
    /// <param name="results">What became of its tasks.</param>
    /// <param name="scope">The node's place in the run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TaskGraph?> ReplanAsync(TaskGraph before, IReadOnlyList<TaskResult> results, PlanScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var said = await SayAsync(scope, "replan", prompts.Replan(before, results), cancellationToken);
            var done = results.Where(r => r.Text is not null).Select(r => r.Task.Id).ToHashSet(StringComparer.Ordinal);
            return GraphReader.ReadNext(said, prompts.Rules, before, done).Graph;
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<string> SayAsync(PlanScope scope, string place, ChatTask task, CancellationToken cancellationToken) =>
        (await scope.ReadAsync(planner, place, task, cancellationToken, scope.Budget.Slice(Share), scope.Left * Share)).Text;
}
