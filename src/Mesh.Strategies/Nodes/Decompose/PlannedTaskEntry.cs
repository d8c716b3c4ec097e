using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>A task of a graph in the report of a plan. Nobody writes it: a planner does, for one request.</summary>
internal sealed record PlannedTaskEntry : NodeEntry
{
    /// <inheritdoc/>
    public override string Kind => "task";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [];
}
