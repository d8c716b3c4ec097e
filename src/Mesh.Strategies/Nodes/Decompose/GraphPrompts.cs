using System.Globalization;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Graphs;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Graphs;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Structured;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>What is asked of the planner, the workers and the synthesiser of one request. What users and models said stands in fences.</summary>
/// <param name="entry">The node.</param>
/// <param name="task">The request.</param>
/// <param name="calls">The mesh's prompts, and what can be asked of it.</param>
internal sealed class GraphPrompts(DecomposeEntry entry, ChatTask task, IModelCalls calls)
{
    // Planning is thinking, whatever the work itself is.
    private const string PlanningClass = "reasoning";

    private readonly AskedWork _asked = new(task.Request);

    /// <summary>What a graph is held to.</summary>
    public GraphRules Rules => new()
    {
        MostTasks = entry.MaxTasks,
        MostDepth = entry.LongestChain,
        Capabilities = _asked.Needs(calls.Facts.Capabilities),
        Classes = calls.Facts.Classes,
    };

    /// <summary>For a graph.</summary>
    public ChatTask Plan() => Planning("plan", new PromptFill { Values = RuleValues(), Data = Data() });

    /// <summary>For a mended graph.</summary>
    /// <param name="said">What the planner said.</param>
    /// <param name="errors">What is wrong with it.</param>
    public ChatTask Repair(string said, IReadOnlyList<OutputError> errors) => Planning("repair", new PromptFill
    {
        Data = Data(("question", _asked.Text), ("schema", calls.Prompts["plan"].Schema!.Text), ("output", said)),
        Lists = Lists(("errors", errors.Select(e => new PromptItem(e.ToString())))),
    });

    /// <summary>For tasks in the places of those that failed.</summary>
    /// <param name="graph">The graph until now.</param>
    /// <param name="results">What became of its tasks.</param>
    public ChatTask Replan(TaskGraph graph, IReadOnlyList<TaskResult> results) => Planning("replan", new PromptFill
    {
        Values = RuleValues(),
        Data = Data(("task", _asked.Text), ("plan", JsonSerializer.Serialize(graph.Tasks.Select(t => new { t.Id, t.Description, t.DependsOn }), JsonSerializerOptions.Web))),
        Lists = Lists(("results", Done(results)), ("failures", Failed(results))),
    });

    /// <summary>For one task's result.</summary>
    /// <param name="planned">The task.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="before">The results that it rests on.</param>
    public ChatTask Work(PlannedTask planned, TaskGraph graph, IEnumerable<TaskResult> before)
    {
        var fill = new PromptFill
        {
            Values = new Dictionary<string, string> { ["form"] = planned.Form.ToString().ToLowerInvariant() },
            Data = Data(("task", _asked.Text), ("subtask", planned.Description)),
            Lists = Lists(("results", Done(before))),
        };
        return Of("subtask", fill, planned.Class, streaming: false, _asked.With(planned, graph), bounds: false, planned);
    }

    /// <summary>For the answer.</summary>
    public ChatTask Assemble(IReadOnlyList<TaskResult> results) =>
        Of("assemble", new PromptFill { Data = Data(), Lists = Lists(("results", Done(results)), ("failures", Failed(results))) }, task.Query.Task, task.Streaming, [], bounds: true);

    private ChatTask Planning(string template, PromptFill fill) => Of(template, fill, PlanningClass, streaming: false, [], bounds: false);

    // The caller's bounds and the form that it wants are the answer's, not those of what leads to it.
    private ChatTask Of(string template, PromptFill fill, string? taskClass, bool streaming, IReadOnlyList<ContentPart> media, bool bounds, PlannedTask? planned = null)
    {
        var prompt = calls.Prompts.Render(template, fill);
        var request = new ChatRequest
        {
            Messages =
            [
                new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(prompt.System)] },
                new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt.User), .. media] },
            ],
            Settings = bounds ? task.Request.Settings : new ChatSettings { User = task.Request.Settings.User },
            ResponseFormat = bounds ? task.Request.ResponseFormat : null,
        };
        var derived = DerivedTask.Of(task, request, streaming);
        return derived.Asking(derived.Query with { Task = taskClass, Needs = derived.Query.Needs | (planned?.Needs ?? 0) });
    }

    private Dictionary<string, string> RuleValues() => new()
    {
        ["most-tasks"] = Rules.MostTasks.ToString(CultureInfo.InvariantCulture),
        ["most-depth"] = Rules.MostDepth.ToString(CultureInfo.InvariantCulture),
        ["capabilities"] = Rules.CapabilityList,
        ["classes"] = Rules.ClassList,
    };

    private Dictionary<string, string> Data(params (string Name, string Text)[] said) => said.Length == 0 ? new() { ["task"] = _asked.Text } : said.ToDictionary(s => s.Name, s => s.Text);

    private static Dictionary<string, IReadOnlyList<PromptItem>> Lists(params (string Name, IEnumerable<PromptItem> Items)[] lists) => lists.ToDictionary(l => l.Name, l => (IReadOnlyList<PromptItem>)[.. l.Items]);

    private static IEnumerable<PromptItem> Done(IEnumerable<TaskResult> results) => results.Where(r => r.Text is not null).Select(r => new PromptItem(r.Text!, r.Task.Id));

    private static IEnumerable<PromptItem> Failed(IEnumerable<TaskResult> results) => results.Where(r => r.Text is null).Select(r => new PromptItem($"{r.Task.Description}\n({r.Reason})", r.Task.Id));
}
