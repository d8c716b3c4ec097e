using Mesh.Conversations.Log;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Forgets up to where a conversation was booked; gives how many marks went.</summary>
internal sealed class AccountsForgetting(ConversationKey key) : StoreOperation<int>
{
    /// <inheritdoc/>
    protected override int Run(SqliteTransaction transaction) =>
        transaction.Run("DELETE FROM conversation_booked WHERE tenant = $tenant AND id = $id", ("$tenant", key.Tenant), ("$id", key.Id));
}
