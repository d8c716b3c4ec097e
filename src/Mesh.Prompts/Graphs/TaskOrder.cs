using System.Collections.Frozen;
using Mesh.Contracts.Graphs;

namespace Mesh.Prompts.Graphs;

/// <summary>The order in which the tasks of a graph can be done.</summary>
public sealed class TaskOrder
{
    private readonly FrozenDictionary<string, PlannedTask> _tasks;
    private readonly IReadOnlyList<PlannedTask> _order;
    private readonly Dictionary<string, int> _behind = new(StringComparer.Ordinal);

    /// <summary>Makes the order of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="ArgumentException">It has a cycle, two tasks of one id, or a dependency that leads to none of its tasks.</exception>
    public TaskOrder(TaskGraph graph)
    {
        _tasks = graph.Tasks.DistinctBy(t => t.Id).ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
        _order = Sorted(graph.Tasks, out var rest);
        if (_tasks.Count < graph.Tasks.Count || rest.Count > 0 || graph.Tasks.Any(t => t.DependsOn.Any(d => !_tasks.ContainsKey(d))))
        {
            throw new ArgumentException("The graph has a cycle, two tasks of one id, or a dependency that leads nowhere.", nameof(graph));
        }

        foreach (var task in _order.Reverse())
        {
            _behind[task.Id] = 1 + _order.Where(t => t.DependsOn.Contains(task.Id)).Select(t => _behind[t.Id]).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>The tasks, each behind those that it depends on, else in the planner's order.</summary>
    public IReadOnlyList<PlannedTask> Tasks => _order;

    /// <summary>Tasks that can begin now: those with the longest chain behind them first.</summary>
    /// <param name="done">Ids of tasks that are done.</param>
    /// <param name="begun">Ids of tasks that run or have failed.</param>
    public IReadOnlyList<PlannedTask> Ready(IReadOnlySet<string> done, IReadOnlySet<string> begun) =>
        [.. _order.Where(t => !done.Contains(t.Id) && !begun.Contains(t.Id) && t.DependsOn.All(done.Contains)).OrderByDescending(t => _behind[t.Id])];

    /// <summary>Tasks that can never begin, since one that they rest on, directly or not, has failed.</summary>
    /// <param name="failed">Ids of tasks that failed for good.</param>
    public IReadOnlyList<PlannedTask> Stopped(IReadOnlySet<string> failed)
    {
        var stopped = new HashSet<string>(failed, StringComparer.Ordinal);
        return [.. _order.Where(t => t.DependsOn.Any(stopped.Contains) && stopped.Add(t.Id))];
    }

    /// <summary>The chain of tasks that takes longest, in their order: what is left takes at least as long.</summary>
    /// <param name="weight">How long a task takes, in any unit; 0 for one that is done.</param>
    public IReadOnlyList<string> CriticalPath(Func<PlannedTask, double> weight)
    {
        var (longest, from) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var task in _order)
        {
            var before = task.DependsOn.MaxBy(d => longest[d]);
            longest[task.Id] = weight(task) + (before is null ? 0 : longest[before]);
            from[task.Id] = before;
        }

        var path = new List<string>();
        for (var at = longest.Count == 0 ? null : _order.MaxBy(t => longest[t.Id])!.Id; at is not null; at = from[at])
        {
            path.Add(at);
        }

        path.Reverse();
        return path;
    }

    /// <summary>Chains of dependencies that come back to where they began, each once; tasks in several are told in one.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Cycles(IReadOnlyList<PlannedTask> tasks)
    {
        var cycles = new List<IReadOnlyList<string>>();
        Sorted(tasks, out var left);
        while (left.Count > 0)
        {
            var cycle = Cycle(left);
            cycles.Add(cycle);
            Sorted([.. left.Where(t => !cycle.Contains(t.Id))], out left);
        }

        return cycles;
    }

    // Each of these depends on another of them, so that going from one to the next comes back at last.
    private static List<string> Cycle(IReadOnlyList<PlannedTask> tasks)
    {
        var byId = tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var way = new List<string> { tasks[0].Id };
        while (true)
        {
            var next = byId[way[^1]].DependsOn.First(byId.ContainsKey);
            if (way.IndexOf(next) is >= 0 and var at)
            {
                return way[at..];
            }

            way.Add(next);
        }
    }

    // Dependencies on what is not among the tasks do not count.
    private static List<PlannedTask> Sorted(IReadOnlyList<PlannedTask> tasks, out IReadOnlyList<PlannedTask> rest)
    {
        var sorted = new List<PlannedTask>(tasks.Count);
        var waiting = tasks.ToList();
        while (waiting.Find(t => !t.DependsOn.Any(d => waiting.Exists(w => w.Id == d))) is { } next)
        {
            sorted.Add(next);
            waiting.Remove(next);
        }

        rest = waiting;
        return sorted;
    }
}
