namespace Mesh.Conversations.Log;

/// <summary>A place in a list of conversations: after the one that it names.</summary>
/// <param name="UpdatedAt">When that one was last updated.</param>
/// <param name="Id">Its id.</param>
[GenerateSerializer, Immutable, Alias("mesh.ConversationCursor")]
public sealed record ConversationCursor([property: Id(0)] DateTimeOffset UpdatedAt, [property: Id(1)] string Id);
