namespace Mesh.Contracts.Plans;

/// <summary>A tier of a cascade.</summary>
/// <param name="Node">Who answers.</param>
/// <param name="Accept">When its answer is accepted; null for the last tier, whose answer always is.</param>
[GenerateSerializer, Immutable, Alias("mesh.CascadeTier")]
public sealed record CascadeTier([property: Id(0)] NodeEntry Node, [property: Id(1)] TierAccept? Accept);
