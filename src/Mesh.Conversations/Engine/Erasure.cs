using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Engine;

/// <summary>A deletion that was made, now or before.</summary>
/// <param name="Deleted">What became of it.</param>
/// <param name="Owners">Silos that may hold frames of its turns in memory; none when it was deleted before.</param>
public sealed record Erasure(ConversationDeleted Deleted, IReadOnlyCollection<string> Owners);
