using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>Who does the tasks of graphs.</summary>
internal sealed class TaskWorkers
{
    private readonly (string Place, IPlanNode Node, IReadOnlyList<string> Tasks)[] _all;

    /// <param name="route">The plan's route.</param>
    /// <param name="workers">Those that were written; for none, the best of all models does each task.</param>
    public TaskWorkers(string route, IReadOnlyList<DecomposeWorker> workers) => _all = workers.Count == 0
        ? [("models", PlanNodes.Under(route, new SingleEntry { Candidates = ["*"] }), [])]
        : [.. workers.Index().Select(w => ($"workers[{w.Index}]", PlanNodes.Under(route, w.Item.Node), w.Item.Tasks))];

    /// <summary>Whom to ask for a task of a class, in this order: those who are for it, those who are for any, the others.</summary>
    /// <param name="taskClass">The class; null where it is not known.</param>
    public IReadOnlyList<(string Place, IPlanNode Node)> For(string? taskClass) =>
        [.. _all.OrderBy(w => w.Tasks.Contains(taskClass, StringComparer.OrdinalIgnoreCase) ? 0 : w.Tasks.Count == 0 ? 1 : 2).Select(w => (w.Place, w.Node))];
}
