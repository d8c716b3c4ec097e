namespace Mesh.Contracts.Conversations;

/// <summary>A piece of a turn as its readers get it.</summary>
/// <param name="Position">Its place. A reset that tells a reader of another attempt has the place of the frame that follows it.</param>
/// <param name="Event">What it says.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnFrame")]
public sealed record TurnFrame([property: Id(0)] TurnPosition Position, [property: Id(1)] TurnEvent Event);
