using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Conversations;

/// <summary>How an attempt at a turn ended.</summary>
/// <param name="State">Committed, interrupted, failed or cancelled.</param>
/// <param name="Answer">The answer, or the draft; null when nothing came.</param>
/// <param name="Error">Why it is not whole; null when it is.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnEnding")]
public sealed record TurnEnding([property: Id(0)] TurnState State, [property: Id(1)] TurnAnswer? Answer, [property: Id(2)] MeshError? Error = null);
