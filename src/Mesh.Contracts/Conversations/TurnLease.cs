namespace Mesh.Contracts.Conversations;

/// <summary>The right to end one attempt at a turn.</summary>
/// <param name="Number">The turn's number.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Epoch">The fence.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnLease")]
public sealed record TurnLease([property: Id(0)] long Number, [property: Id(1)] int Attempt, [property: Id(2)] long Epoch);
