namespace Mesh.Contracts.Plans;

/// <summary>The first node that answers; the next is asked when one fails.</summary>
/// <param name="Tried">The nodes, in this order.</param>
[GenerateSerializer, Immutable, Alias("mesh.FallbackEntry")]
public sealed record FallbackEntry([property: Id(0)] IReadOnlyList<NodeEntry> Tried) : NodeEntry
{
    /// <inheritdoc/>
    public override string Kind => "fallback";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => Tried;
}
