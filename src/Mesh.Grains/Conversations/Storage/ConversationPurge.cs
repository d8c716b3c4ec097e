using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Takes a tombstone out of the file; gives whether nothing of the conversation is left.</summary>
internal sealed class ConversationPurge(ConversationKey key, ConversationHead tombstone) : StoreOperation<bool>
{
    /// <inheritdoc/>
    protected override bool Run(SqliteTransaction transaction)
    {
        (string, object?)[] name = [("$tenant", key.Tenant), ("$id", key.Id)];
        if (transaction.Find<long>("SELECT key FROM conversation WHERE tenant = $tenant AND id = $id", name) is null)
        {
            return true;
        }

        var gone = transaction.Find<long>(
            """
            DELETE FROM conversation WHERE tenant = $tenant AND id = $id AND deleted = 1 AND sequence = $sequence AND epoch = $epoch
            AND NOT EXISTS (SELECT 1 FROM conversation_event e WHERE e.conversation = conversation.key) RETURNING key
            """,
            [.. name, ("$sequence", tombstone.Sequence), ("$epoch", tombstone.Epoch)]);
        if (gone is { } conversation)
        {
            transaction.Run("DELETE FROM conversation_due WHERE conversation = $conversation", ("$conversation", conversation));
        }

        return gone is not null;
    }
}
