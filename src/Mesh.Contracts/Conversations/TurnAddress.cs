namespace Mesh.Contracts.Conversations;

/// <summary>Names one attempt at a turn in the cluster.</summary>
/// <param name="Tenant">The conversation's tenant.</param>
/// <param name="Conversation">The conversation's id.</param>
/// <param name="Turn">The turn's number.</param>
/// <param name="Attempt">Which attempt.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnAddress")]
public readonly record struct TurnAddress([property: Id(0)] string Tenant, [property: Id(1)] string Conversation, [property: Id(2)] long Turn, [property: Id(3)] int Attempt);
