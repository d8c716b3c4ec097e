namespace Mesh.Contracts.Conversations;

/// <summary>What became of a deletion.</summary>
/// <param name="IsNew">Whether it happened now; false when the conversation had been deleted before.</param>
/// <param name="Report">What it removed, now or then; null for one from before this was kept.</param>
[GenerateSerializer, Immutable, Alias("mesh.ConversationDeleted")]
public sealed record ConversationDeleted([property: Id(0)] bool IsNew, [property: Id(1)] DeletionReport? Report);
