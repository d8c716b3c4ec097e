namespace Mesh.Contracts.Conversations.Notes;

/// <summary>Turns of one branch that follow each other by number.</summary>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnRange")]
public readonly record struct TurnRange([property: Id(0)] long First, [property: Id(1)] long Last);
