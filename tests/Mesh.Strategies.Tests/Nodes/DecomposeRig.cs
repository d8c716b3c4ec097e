using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>A planner, workers and a synthesiser by script. What each is asked tells who it is: the planner's graphs come in order, a worker's result names its part.</summary>
internal sealed class DecomposeRig
{
    private readonly Queue<string> _graphs = [];

    /// <summary>Scripts the models <c>plan</c>, <c>work</c>, <c>spare</c> and <c>last</c>.</summary>
    public DecomposeRig(params string[] graphs)
    {
        foreach (var graph in graphs)
        {
            _graphs.Enqueue(graph);
        }

        Rig.Models["plan"] = new ScriptedModel { Says = _ => _graphs.Dequeue() };
        Rig.Models["work"] = new ScriptedModel { Says = Result };
        Rig.Models["spare"] = new ScriptedModel { Says = r => $"spare {Result(r)}" };
        Rig.Models["last"] = new ScriptedModel { Says = _ => "the whole answer" };
    }

    public PlanRig Rig { get; } = new();

    /// <summary>A plan with one worker.</summary>
    public static DecomposeEntry Entry { get; } = new()
    {
        Planner = PlanRig.Model("plan"),
        Workers = [new DecomposeWorker(PlanRig.Model("work"), [])],
        Synthesiser = PlanRig.Model("last"),
    };

    /// <summary>The same with another worker behind the first.</summary>
    public static DecomposeEntry Two { get; } = Entry with { Workers = [.. Entry.Workers, new DecomposeWorker(PlanRig.Model("spare"), [])] };

    /// <summary>A graph as a planner writes it.</summary>
    public static string Graph(params (string Id, string[] After)[] tasks) => JsonSerializer.Serialize(new
    {
        tasks = tasks.Select(t => new { id = t.Id, description = $"part {t.Id}", needs = Array.Empty<string>(), @class = "code", dependsOn = t.After, form = "text" }),
    });

    /// <summary>Two parts, and one that rests on both.</summary>
    public static string Diamond { get; } = Graph(("a", []), ("b", []), ("c", ["a", "b"]));

    /// <summary>Whether a planner is asked for a graph.</summary>
    public static bool IsPlanning(ChatRequest request) => request.Messages[^1].Parts.OfType<TextPart>().Any(p => p.Text.EndsWith("Write the plan as JSON.", StringComparison.Ordinal));

    /// <summary>The part that a worker is asked for; empty for none.</summary>
    public static string Part(ChatRequest request)
    {
        var user = string.Concat(request.Messages[^1].Parts.OfType<TextPart>().Select(p => p.Text));
        var at = user.IndexOf("Your part of it:", StringComparison.Ordinal);
        return at < 0 ? "" : user[at..].Split("part ")[2].Split('\n')[0];
    }

    public PlannedText Answer(NodeEntry entry, ChatTask? task = null, decimal? maxUsd = null, TimeSpan? deadline = null) =>
        Rig.Answer(entry, task ?? PlanRig.Ask("build me a house"), maxUsd, deadline: deadline);

    /// <summary>The entries of tasks in the report of the last walk.</summary>
    public static IReadOnlyList<NodeReport> Tasks(NodeReport report) => [.. report.Nodes.Where(n => n.Kind == "task")];

    private static string Result(ChatRequest request) => $"result of {Part(request)}";
}
