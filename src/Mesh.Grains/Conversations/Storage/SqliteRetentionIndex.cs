using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Storage;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>The index of what retention looks at in the embedded store's file; <see cref="ConversationChange"/> writes it.</summary>
public sealed class SqliteRetentionIndex(SqliteStore store) : IRetentionIndex
{
    private readonly SqliteCalls _calls = new(store);

    /// <inheritdoc/>
    public string? Leftover => null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadTenantsAsync(int shard, RetentionLane lane, string after, int count, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(count);
        return _calls.ReadAsync<IReadOnlyList<string>>(
            connection =>
            {
                // From tenant to tenant, whatever each of them has.
                var tenants = new List<string>();
                for (var next = after; tenants.Count < count; tenants.Add(next))
                {
                    if (connection.Read(
                        row => row.GetString(0),
                        "SELECT tenant FROM conversation_due WHERE shard = $shard AND lane = $lane AND tenant > $after ORDER BY tenant LIMIT 1",
                        ("$shard", shard),
                        ("$lane", (int)lane),
                        ("$after", next)) is not [var found])
                    {
                        break;
                    }

                    next = found;
                }

                return tenants;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadAsync(RetentionRange range, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(range.Count);
        return _calls.ReadAsync<IReadOnlyList<ConversationKey>>(
            connection => connection.Read(
                row => new ConversationKey(range.Tenant, row.GetString(0)),
                """
                SELECT c.id FROM conversation_due d CROSS JOIN conversation c ON c.key = d.conversation
                WHERE d.shard = $shard AND d.lane = $lane AND d.tenant = $tenant AND d.at <= $until ORDER BY d.at LIMIT $count
                """,
                ("$shard", range.Shard),
                ("$lane", (int)range.Lane),
                ("$tenant", range.Tenant),
                ("$until", range.Until.UtcTicks),
                ("$count", range.Count)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(int shard, RetentionLane lane, CancellationToken cancellationToken) => _calls.ReadAsync(
        connection => connection.Read(row => row.GetInt64(0), "SELECT count(*) FROM conversation_due WHERE shard = $shard AND lane = $lane", ("$shard", shard), ("$lane", (int)lane))[0],
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PurgeAsync(ConversationKey key, ConversationHead tombstone, CancellationToken cancellationToken)
    {
        tombstone.ThrowIfNoTombstone();
        return _calls.RunAsync(new ConversationPurge(key, tombstone), cancellationToken);
    }
}
