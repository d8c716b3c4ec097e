using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Engine;

/// <summary>Wants a conversation deleted.</summary>
/// <param name="Cause">Why.</param>
/// <param name="By">The id of the caller's key; empty for the mesh itself.</param>
/// <param name="Remains">What stays where a deletion does not reach, besides vendors' copies and forks.</param>
public sealed record ErasureOrder(DeletionCause Cause, string By, IReadOnlyList<NotRemoved> Remains);
