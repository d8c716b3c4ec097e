using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Graphs;
using Mesh.Prompts.Structured;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Graphs;

/// <summary>Reads a planner's JSON as a graph of tasks and finds everything that is wrong with it.</summary>
public sealed partial class GraphReader
{
    /// <summary>Longest description, in characters.</summary>
    public const int LongestDescription = 4_000;

    private readonly GraphRules _rules;
    private readonly TaskGraph? _before;
    private readonly IReadOnlySet<string> _done;
    private readonly List<OutputError> _errors = [];

    private GraphReader(GraphRules rules, TaskGraph? before, IReadOnlySet<string> done) => (_rules, _before, _done) = (rules, before, done);

    /// <summary>Reads the answer to the template <c>plan</c>.</summary>
    /// <param name="text">What the planner said.</param>
    /// <param name="rules">What its graph is held to.</param>
    public static GraphReading Read(string text, GraphRules rules) => new GraphReader(rules, null, new HashSet<string>()).Read(text, "plan");

    /// <summary>Reads the answer to the template <c>replan</c>: gives the tasks that are done with the new ones.</summary>
    /// <param name="text">What the planner said.</param>
    /// <param name="rules">What the new tasks are held to.</param>
    /// <param name="before">The graph until now: its ids are taken.</param>
    /// <param name="done">Ids of its tasks that are done: new tasks may depend on them.</param>
    public static GraphReading ReadNext(string text, GraphRules rules, TaskGraph before, IReadOnlySet<string> done) => new GraphReader(rules, before, done).Read(text, "replan");

    private GraphReading Read(string text, string template)
    {
        var output = StructuredOutput.Read(text, PromptLibrary.BuiltIn[template].Schema!);
        if (!output.Fits)
        {
            return new GraphReading(null, output.Errors);
        }

        var items = output.Json!.Value.GetProperty("tasks");
        if (items.GetArrayLength() > _rules.MostTasks)
        {
            Wrong("tasks", $"holds {items.GetArrayLength()} tasks.", $"Plan at most {_rules.MostTasks}: put some together.");
            return new GraphReading(null, _errors);
        }

        PlannedTask[] tasks = [.. items.EnumerateArray().Select(Task)];
        Ids(tasks);
        Dependencies(tasks);
        if (_errors.Count == 0 && TaskOrder.Cycles(tasks) is var cycles)
        {
            Cycles(tasks, cycles);
            if (cycles.Count == 0)
            {
                Depth(tasks);
            }
        }

        return _errors.Count > 0 ? new GraphReading(null, [.. _errors.Take(OutputSchema.MostErrors)])
            : new GraphReading(new TaskGraph([.. _before?.Tasks.Where(t => _done.Contains(t.Id)) ?? [], .. tasks]), []);
    }

    private PlannedTask Task(JsonElement item, int place)
    {
        var task = new PlannedTask
        {
            Id = item.GetProperty("id").GetString()!,
            Description = item.GetProperty("description").GetString()!.Trim(),
            Needs = Needs(item.GetProperty("needs"), place),
            Class = item.GetProperty("class").GetString()!,
            DependsOn = [.. item.GetProperty("dependsOn").EnumerateArray().Select(d => d.GetString()!).Distinct(StringComparer.Ordinal)],
            Form = Enum.Parse<ResultForm>(item.GetProperty("form").GetString()!, ignoreCase: true),
        };
        if (task.Description.Length is 0 or > LongestDescription)
        {
            Wrong($"tasks[{place}].description", task.Description.Length == 0 ? "is empty." : $"has {task.Description.Length} characters.", $"Say what is to be done, in at most {LongestDescription} characters.");
        }

        if (!_rules.Classes.Contains(task.Class, StringComparer.Ordinal))
        {
            Wrong($"tasks[{place}].class", $"'{Shown(task.Class)}' is no class of tasks.", $"Write one of: {_rules.ClassList}.");
        }

        return task;
    }

    private ModelCapabilities Needs(JsonElement needs, int place)
    {
        var all = ModelCapabilities.Text;
        foreach (var (at, need) in needs.EnumerateArray().Index())
        {
            if (!CapabilityWords.All.TryGetValue(need.GetString()!, out var capability) || !_rules.Capabilities.HasFlag(capability))
            {
                Wrong($"tasks[{place}].needs[{at}]", $"'{Shown(need.GetString()!)}' is nothing that a worker can do.", $"Write some of: {_rules.CapabilityList}; [] for none.");
            }

            all |= capability;
        }

        return all;
    }

    private void Ids(PlannedTask[] tasks)
    {
        foreach (var (place, task) in tasks.Index())
        {
            if (!Id().IsMatch(task.Id))
            {
                Wrong($"tasks[{place}].id", $"'{Shown(task.Id)}' cannot be an id.", "Write up to 32 small letters, digits and '-'.");
            }
            else if (Array.FindIndex(tasks, t => t.Id == task.Id) < place || _before?.Tasks.Any(t => t.Id == task.Id) == true)
            {
                Wrong($"tasks[{place}].id", $"'{task.Id}' is another task's id too.", "Give it one of its own.");
            }
        }
    }

    private void Dependencies(PlannedTask[] tasks)
    {
        var known = tasks.Select(t => t.Id).Concat(_done).ToHashSet(StringComparer.Ordinal);
        foreach (var (place, task) in tasks.Index())
        {
            foreach (var unknown in task.DependsOn.Where(d => !known.Contains(d)))
            {
                Wrong($"tasks[{place}].dependsOn", $"'{Shown(unknown)}' is no task.", "Name ids of tasks in the plan, or leave it out.");
            }
        }
    }

    private void Cycles(PlannedTask[] tasks, IReadOnlyList<IReadOnlyList<string>> cycles)
    {
        foreach (var cycle in cycles)
        {
            Wrong($"tasks[{Array.FindIndex(tasks, t => t.Id == cycle[0])}].dependsOn", $"leads back to '{cycle[0]}' itself: {string.Join(" -> ", cycle.Append(cycle[0]))}.", "Take one of these dependencies out.");
        }
    }

    // Tasks that are done take no time any more.
    private void Depth(PlannedTask[] tasks)
    {
        var left = tasks.Select(t => t with { DependsOn = [.. t.DependsOn.Where(d => !_done.Contains(d))] });
        var path = new TaskOrder(new TaskGraph([.. left])).CriticalPath(_ => 1);
        if (path.Count > _rules.MostDepth)
        {
            Wrong("tasks", $"has a chain of {path.Count} tasks: {string.Join(" -> ", path)}.", $"Let at most {_rules.MostDepth} depend on each other in a row.");
        }
    }

    private void Wrong(string path, string problem, string mend) => _errors.Add(new OutputError(path, problem, mend));

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
