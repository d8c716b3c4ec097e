using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Serialization;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// Conversations in the embedded store's file. A write is one change of a group's transaction, and acknowledged when that is on the disk.
/// Turns have a row each, so that neither a write nor a read touches others than its own.
/// </summary>
public sealed class SqliteConversationLog(SqliteStore store, Serializer serializer) : IConversationLog, IConversationIndex, IPendingOutboxes
{
    private readonly SqliteCalls _calls = new(store);

    /// <inheritdoc/>
    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => _calls.ReadAsync(
        connection => connection.Read(Record<ConversationHead>, "SELECT head FROM conversation WHERE tenant = $tenant AND id = $id", ("$tenant", key.Tenant), ("$id", key.Id)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => _calls.ReadAsync(
        connection => connection.Read(
            Record<TurnRecord>,
            "SELECT t.data FROM conversation c CROSS JOIN conversation_turn t ON t.conversation = c.key AND t.turn = $turn WHERE c.tenant = $tenant AND c.id = $id",
            ("$tenant", key.Tenant),
            ("$id", key.Id),
            ("$turn", turnId)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogBounds.MostTurnsRead);
        return _calls.ReadAsync<IReadOnlyList<TurnRecord>>(
            connection => connection.Read(
                Record<TurnRecord>,
                """
                SELECT t.data FROM conversation c CROSS JOIN conversation_turn t ON t.place BETWEEN (c.key << 32) + $from AND (c.key << 32) + $to
                WHERE c.tenant = $tenant AND c.id = $id ORDER BY t.place
                """,
                ("$tenant", key.Tenant),
                ("$id", key.Id),
                ("$from", Math.Clamp(from, 0, TurnPlace.LastNumber)),
                ("$to", Math.Min(from + count - 1, TurnPlace.LastNumber))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => _calls.ReadAsync(
        connection => connection.Read(
            Record<ConversationNotes>,
            "SELECT n.data FROM conversation c CROSS JOIN conversation_notes n ON n.conversation = c.key WHERE c.tenant = $tenant AND c.id = $id",
            ("$tenant", key.Tenant),
            ("$id", key.Id)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        write.ThrowIfTooLarge();
        return _calls.RunAsync(new ConversationChange(key, write, serializer), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => _calls.ReadAsync<IReadOnlyList<ConversationEvent>>(
        connection => connection.Read(
            Record<ConversationEvent>,
            """
            SELECT e.data FROM conversation c CROSS JOIN conversation_event e ON e.conversation = c.key
            WHERE c.tenant = $tenant AND c.id = $id ORDER BY e.sequence, e.place LIMIT $most
            """,
            ("$tenant", key.Tenant),
            ("$id", key.Id),
            ("$most", LogBounds.MostEventsRead)),
        cancellationToken);

    /// <inheritdoc/>
    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => _calls.RunAsync(new OutboxForgetting(key, upTo), cancellationToken);

    /// <inheritdoc/>
    public Task<ConversationPage> ListAsync(string tenant, ConversationCursor? cursor, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LogBounds.MostListed);
        return _calls.ReadAsync(
            connection => ConversationPage.Of(
                [
                    .. connection.Read(
                        Record<ConversationHead>,
                        cursor is null
                            ? "SELECT head FROM conversation WHERE tenant = $tenant AND deleted = 0 ORDER BY updated DESC, id DESC LIMIT $most"
                            : "SELECT head FROM conversation WHERE tenant = $tenant AND deleted = 0 AND (updated, id) < ($updated, $id) ORDER BY updated DESC, id DESC LIMIT $most",
                        ("$tenant", tenant),
                        ("$updated", cursor?.UpdatedAt.UtcTicks),
                        ("$id", cursor?.Id),
                        ("$most", size + 1)).Select(ListedConversation.Of),
                ],
                size),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadPendingAsync(CancellationToken cancellationToken) => _calls.ReadAsync<IReadOnlyList<ConversationKey>>(
        connection => connection.Read(
            row => new ConversationKey(row.GetString(0), row.GetString(1)),
            "SELECT tenant, id FROM conversation WHERE key IN (SELECT DISTINCT conversation FROM conversation_event) ORDER BY random() LIMIT $most",
            ("$most", LogBounds.MostPendingRead)),
        cancellationToken);

    private T Record<T>(SqliteDataReader row) => serializer.Deserialize<T>((byte[])row[0])!;
}
