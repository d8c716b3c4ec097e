using Mesh.Conversations.Log;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Forgets a conversation's events up to and with a sequence; gives how many.</summary>
internal sealed class OutboxForgetting(ConversationKey key, long upTo) : StoreOperation<int>
{
    /// <inheritdoc/>
    protected override int Run(SqliteTransaction transaction) => transaction.Run(
        "DELETE FROM conversation_event WHERE conversation = (SELECT key FROM conversation WHERE tenant = $tenant AND id = $id) AND sequence <= $upTo",
        ("$tenant", key.Tenant),
        ("$id", key.Id),
        ("$upTo", upTo));
}
