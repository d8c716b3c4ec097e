using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>A call of a tool in the report of a plan. Nobody writes it: a model asks for it.</summary>
internal sealed record ToolCallEntry : NodeEntry
{
    /// <inheritdoc/>
    public override string Kind => "tool";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [];
}
