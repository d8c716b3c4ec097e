using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Decisions;

/// <summary>What a plan's nodes did, as people read it: a line a node, those under it indented.</summary>
internal static class PlanText
{
    /// <summary>The lines of a tree.</summary>
    public static IEnumerable<string> Lines(V1.NodeReport root) => Lines(root, "", "");

    private static IEnumerable<string> Lines(V1.NodeReport node, string here, string under)
    {
        yield return here + Words(node);
        for (var i = 0; i < node.Nodes.Count; i++)
        {
            var last = i == node.Nodes.Count - 1;
            foreach (var line in Lines(node.Nodes[i], under + (last ? "└─ " : "├─ "), under + (last ? "   " : "│  ")))
            {
                yield return line;
            }
        }
    }

    private static string Words(V1.NodeReport node)
    {
        string?[] parts =
        [
            $"{(node.Place.Length > 0 ? $"{node.Place}: " : "")}{node.Kind}{(node.Label.Length > 0 ? $" '{node.Label}'" : "")}",
            node.State.ToString().ToLowerInvariant() + (node.Used ? ", used" : "") + (node.Error.Length > 0 ? $": {node.Error}" : ""),
            node.Model.Length > 0 ? $"{node.Model} @ {node.Endpoint}" : null,
            node.Usage is { InputTokens: > 0 } or { OutputTokens: > 0 } ? $"{Numbers.Count(node.Usage.InputTokens)} + {Numbers.Count(node.Usage.OutputTokens)} tokens" : null,
            node.CostUsd > 0 ? Numbers.Usd(node.CostUsd) + (node.CostEstimated ? " (estimated)" : "") : null,
            node.Took is { } took ? Numbers.Time(took.ToTimeSpan()) : null,
            node.HasConfidence ? $"{Numbers.Plain(node.Confidence * 100)}% sure" : null,
            node.Note.Length > 0 ? node.Note : null,
        ];
        return string.Join(" | ", parts.OfType<string>());
    }
}
