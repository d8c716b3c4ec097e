namespace Mesh.Contracts.Conversations.Notes;

/// <summary>What was said of a summary's item at one time.</summary>
/// <param name="Text">The statement; empty when the item no longer holds.</param>
/// <param name="Turns">The numbers of the turns that it rests on, ascending; at least one.</param>
[GenerateSerializer, Immutable, Alias("mesh.SummaryStatement")]
public sealed record SummaryStatement([property: Id(0)] string Text, [property: Id(1)] IReadOnlyList<long> Turns);
