using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Nodes.Cascade;
using Mesh.Strategies.Nodes.Decompose;
using Mesh.Strategies.Nodes.Ensemble;
using Mesh.Strategies.Nodes.Escalating;
using Mesh.Strategies.Nodes.Gates;
using Mesh.Strategies.Nodes.Pipelines;
using Mesh.Strategies.Nodes.Selecting;
using Mesh.Strategies.Nodes.Tools;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>Makes the nodes of plans ready, once for as long as their revision is held.</summary>
internal static class PlanNodes
{
    private static readonly ConditionalWeakTable<NodeEntry, IPlanNode> s_ready = [];

    /// <summary>The node that a plan begins with.</summary>
    /// <param name="route">The plan's route, whose settings hold at its leaves.</param>
    /// <param name="plan">The plan.</param>
    public static IPlanNode Of(string route, NodeEntry plan) => s_ready.TryGetValue(plan, out var ready) ? ready : s_ready.GetValue(plan, p => Make(route, p));

    /// <summary>The nodes under one, made with it.</summary>
    public static IPlanNode[] Under(string route, IReadOnlyList<NodeEntry> nodes) => [.. nodes.Select(n => Make(route, n))];

    /// <summary>The node under one, made with it; null for none.</summary>
    [return: NotNullIfNotNull(nameof(node))]
    public static IPlanNode? Under(string route, NodeEntry? node) => node is null ? null : Make(route, node);

    private static IPlanNode Make(string route, NodeEntry entry) => entry switch
    {
        SingleEntry single => new SingleNode(route, single),
        FallbackEntry fallback => new FallbackNode(route, fallback),
        CascadeEntry cascade => new CascadeNode(route, cascade),
        EnsembleEntry ensemble => new EnsembleNode(route, ensemble),
        DecomposeEntry decompose => new DecomposeNode(route, decompose),
        GateEntry gate => new GateNode(route, gate),
        PipelineEntry pipeline => new PipelineNode(route, pipeline),
        EscalateEntry escalate => new EscalateNode(route, escalate),
        RuleEntry rule => new RuleNode(route, rule),
        CacheEntry cache => new CacheNode(route, cache),
        SelectEntry select => new SelectNode(route, select),
        ToolsEntry tools => new ToolsNode(route, tools),
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, "Not a node of plans."),
    };
}
