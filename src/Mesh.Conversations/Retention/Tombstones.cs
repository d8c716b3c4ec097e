using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Retention;

/// <summary>What is true of tombstones alone.</summary>
public static class Tombstones
{
    /// <summary>Refuses to take a conversation for a tombstone.</summary>
    /// <exception cref="ArgumentException">It is not deleted.</exception>
    public static void ThrowIfNoTombstone(this ConversationHead head)
    {
        if (head.DeletedAt is null)
        {
            throw new ArgumentException("A conversation that is not deleted is not purged.", nameof(head));
        }
    }
}
