using Mesh.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Plans;

/// <summary>A plan while it runs: the tree of its nodes with state, model, cost and time of each, and the answer below it.</summary>
internal static class PlanTree
{
    /// <summary>The tree, and what has come of the answer.</summary>
    /// <param name="root">The plan; null before anything is known of it.</param>
    /// <param name="answer">The answer until now.</param>
    public static IRenderable Of(V1.NodeReport? root, string answer)
    {
        if (root is null)
        {
            return new Markup("[grey]waiting[/]");
        }

        var tree = new Tree(new Markup(Words(root)));
        Add(tree, root);
        return answer.Length == 0 ? tree : new Rows(tree, new Text(answer));
    }

    private static void Add(IHasTreeNodes above, V1.NodeReport node)
    {
        foreach (var under in node.Nodes)
        {
            Add(above.AddNode(new Markup(Words(under))), under);
        }
    }

    private static string Words(V1.NodeReport node)
    {
        var (mark, colour) = Mark(node.State);
        string?[] parts =
        [
            $"[{colour}]{mark}[/] {Escape(node.Place.Length > 0 ? $"{node.Place}: {node.Kind}" : node.Kind)}{(node.Label.Length > 0 ? Escape($" '{node.Label}'") : "")}",
            node.Model.Length > 0 ? Escape(node.Model) : null,
            node.CostUsd > 0 ? Numbers.Usd(node.CostUsd) : null,
            node.Took is { } took ? Numbers.Time(took.ToTimeSpan()) : null,
            node.Error.Length > 0 ? $"[red]{Escape(node.Error)}[/]" : null,
            node.Note.Length > 0 ? $"[grey]{Escape(node.Note)}[/]" : null,
        ];
        return string.Join("  ", parts.OfType<string>());
    }

    private static string Escape(string text) => Markup.Escape(TerminalText.Line(text));

    private static (string Mark, string Colour) Mark(V1.NodeState state) => state switch
    {
        V1.NodeState.Done => ("done", "green"),
        V1.NodeState.Failed => ("failed", "red"),
        V1.NodeState.Cancelled => ("cancelled", "yellow"),
        V1.NodeState.Skipped => ("skipped", "grey"),
        V1.NodeState.Waiting => ("waiting", "yellow"),
        _ => ("running", "blue"),
    };
}
