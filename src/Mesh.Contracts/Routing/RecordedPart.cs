namespace Mesh.Contracts.Routing;

/// <summary>What one source said of an answer.</summary>
/// <param name="Source">Its name: checks, agreement, logprobs, verify, scorer.</param>
/// <param name="Value">Its confidence, 0 to 1.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Caps">Whether the whole cannot be above it.</param>
[GenerateSerializer, Immutable, Alias("mesh.RecordedPart")]
public sealed record RecordedPart([property: Id(0)] string Source, [property: Id(1)] double Value, [property: Id(2)] double Weight, [property: Id(3)] bool Caps);
