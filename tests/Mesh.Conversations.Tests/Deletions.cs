using Mesh.Contracts.Catalog;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;

namespace Mesh.Conversations.Tests;

/// <summary>Deletions as callers ask for them, where no tenant is held.</summary>
internal static class Deletions
{
    public static readonly ErasureOrder Order = new(DeletionCause.Asked, "key-1", []);

    public static async Task<ConversationDeleted> AskAsync(ConversationKey key, IConversationLog log, TimeProvider time) =>
        (await new ErasureEngine(key, log, time).DeleteAsync(Order, IsNotHeld, default))!.Deleted;

    private static bool IsNotHeld(ConversationHead head)
    {
        RetentionRule.ThrowIfHeld(head, new RetentionPolicy());
        return true;
    }
}
