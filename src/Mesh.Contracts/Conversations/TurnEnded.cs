namespace Mesh.Contracts.Conversations;

/// <summary>What became of the end of an attempt.</summary>
/// <param name="IsKept">Whether this attempt's end is what the conversation holds; false when another attempt has taken its place, or the turn was ended by somebody else.</param>
/// <param name="Turn">The turn as the conversation holds it; null when the conversation was deleted.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnEnded")]
public sealed record TurnEnded([property: Id(0)] bool IsKept, [property: Id(1)] TurnRecord? Turn);
