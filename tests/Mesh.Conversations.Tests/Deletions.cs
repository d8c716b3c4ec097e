using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests;

/// <summary>Deletions as callers ask for them, where nobody holds anything.</summary>
internal static class Deletions
{
    public static readonly ErasureOrder Order = new(DeletionCause.Asked, "key-1", []);

    public static async Task<ConversationDeleted> AskAsync(ConversationKey key, IConversationLog log, TimeProvider time) =>
        (await new ErasureEngine(key, log, time).DeleteAsync(Order, _ => true, default))!.Deleted;
}
