namespace Mesh.Contracts.Conversations;

/// <summary>A frame's place. Frames of one attempt are numbered without gaps from 0; each attempt has frames of its own.</summary>
/// <param name="Turn">The turn's number.</param>
/// <param name="Attempt">Which attempt at it, from 1.</param>
/// <param name="Seq">Which frame, from 0.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnPosition")]
public readonly record struct TurnPosition([property: Id(0)] long Turn, [property: Id(1)] int Attempt, [property: Id(2)] long Seq);
