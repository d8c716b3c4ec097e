using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Plans;

/// <summary>Gives a node's answer again to those who ask it the same.</summary>
/// <param name="Of">The node.</param>
/// <param name="Policy">What is kept, for whom and for how long.</param>
[GenerateSerializer, Immutable, Alias("mesh.CacheEntry")]
public sealed record CacheEntry([property: Id(0)] NodeEntry Of, [property: Id(1)] CachePolicy Policy) : NodeEntry
{
    /// <inheritdoc/>
    public override string Kind => "cache";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [Of];
}
