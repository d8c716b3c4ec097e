using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Serialization;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>One guarded write of a conversation. Its records are put into bytes by whoever asks for it, not by the store's one writer.</summary>
internal sealed class ConversationChange(ConversationKey key, LogWrite write, Serializer serializer) : StoreOperation<WriteOutcome>
{
    private readonly byte[] _head = serializer.SerializeToArray(write.Head);
    private readonly byte[][] _turns = [.. write.Turns.Select(serializer.SerializeToArray)];
    private readonly byte[]? _notes = write.Notes is { } notes ? serializer.SerializeToArray(notes) : null;
    private readonly int _shard = ConversationShards.Of(key);
    private readonly byte[][] _events = [.. write.Events.Select(serializer.SerializeToArray)];

    /// <inheritdoc/>
    internal override bool Erases => write.ErasesTurns;

    /// <inheritdoc/>
    protected override WriteOutcome Run(SqliteTransaction transaction)
    {
        var seen = Seen(transaction);
        if ((seen is null) != (write.Seen is null) || (seen is { } known && IsAnyTaken(transaction, known)))
        {
            return WriteOutcome.Stale;
        }

        var conversation = WriteHead(transaction, seen);
        if (conversation is not { } there)
        {
            return WriteOutcome.Stale;
        }

        WriteTurns(transaction, there);
        WriteDue(transaction, there);
        WriteNotes(transaction, there);
        WriteEvents(transaction, there);
        return WriteOutcome.Written;
    }

    // The conversation's key in the file, if it stands where the writer saw it.
    private long? Seen(SqliteTransaction transaction) => write.Seen is not { } head ? null : transaction.Find<long>(
        "SELECT key FROM conversation WHERE tenant = $tenant AND id = $id AND sequence = $sequence AND epoch = $epoch",
        ("$tenant", key.Tenant),
        ("$id", key.Id),
        ("$sequence", head.Sequence),
        ("$epoch", head.Epoch));

    private bool IsAnyTaken(SqliteTransaction transaction, long conversation) => write.Turns.Any(turn =>
        transaction.Find<long>("SELECT place FROM conversation_turn WHERE conversation = $conversation AND turn = $turn", ("$conversation", conversation), ("$turn", turn.Request.TurnId)) is { } place
        && place != TurnPlace.Of(conversation, turn.Number));

    private long? WriteHead(SqliteTransaction transaction, long? seen)
    {
        (string, object?)[] values =
        [
            ("$sequence", write.Head.Sequence), ("$epoch", write.Head.Epoch), ("$updated", write.Head.UpdatedAt.UtcTicks), ("$deleted", write.Head.DeletedAt is null ? 0 : 1), ("$head", _head),
        ];
        return seen is { } conversation
            ? transaction.Find<long>(
                "UPDATE conversation SET sequence = $sequence, epoch = $epoch, updated = $updated, deleted = $deleted, head = $head WHERE key = $key RETURNING key",
                [.. values, ("$key", conversation)])
            : transaction.Find<long>(
                """
                INSERT INTO conversation (tenant, id, sequence, epoch, updated, deleted, head) VALUES ($tenant, $id, $sequence, $epoch, $updated, $deleted, $head)
                ON CONFLICT DO NOTHING RETURNING key
                """,
                [.. values, ("$tenant", key.Tenant), ("$id", key.Id)]);
    }

    private void WriteTurns(SqliteTransaction transaction, long conversation)
    {
        if (write.ErasesTurns)
        {
            transaction.Run(
                "DELETE FROM conversation_turn WHERE place BETWEEN $first AND $last",
                ("$first", TurnPlace.Of(conversation, 0)),
                ("$last", TurnPlace.Of(conversation, TurnPlace.LastNumber)));
        }

        foreach (var (turn, data) in write.Turns.Zip(_turns))
        {
            transaction.Run(
                "INSERT INTO conversation_turn (place, conversation, turn, data) VALUES ($place, $conversation, $turn, $data) ON CONFLICT (place) DO UPDATE SET data = $data",
                ("$place", TurnPlace.Of(conversation, turn.Number)),
                ("$conversation", conversation),
                ("$turn", turn.Request.TurnId),
                ("$data", data));
        }
    }

    private void WriteNotes(SqliteTransaction transaction, long conversation)
    {
        if (write.ErasesTurns)
        {
            transaction.Run("DELETE FROM conversation_notes WHERE conversation = $conversation", ("$conversation", conversation));
        }

        if (_notes is not null)
        {
            transaction.Run(
                "INSERT INTO conversation_notes (conversation, data) VALUES ($conversation, $data) ON CONFLICT (conversation) DO UPDATE SET data = $data", ("$conversation", conversation), ("$data", _notes));
        }
    }

    private void WriteDue(SqliteTransaction transaction, long conversation)
    {
        transaction.Run("DELETE FROM conversation_due WHERE conversation = $conversation", ("$conversation", conversation));
        foreach (var entry in RetentionEntry.Of(write.Head))
        {
            transaction.Run(
                "INSERT INTO conversation_due (conversation, lane, shard, tenant, at) VALUES ($conversation, $lane, $shard, $tenant, $at)",
                ("$conversation", conversation),
                ("$lane", (int)entry.Lane),
                ("$shard", _shard),
                ("$tenant", key.Tenant),
                ("$at", entry.At.UtcTicks));
        }
    }

    private void WriteEvents(SqliteTransaction transaction, long conversation)
    {
        for (var place = 0; place < _events.Length; place++)
        {
            transaction.Run(
                "INSERT INTO conversation_event (conversation, sequence, place, data) VALUES ($conversation, $sequence, $place, $data)",
                ("$conversation", conversation),
                ("$sequence", write.Events[place].Sequence),
                ("$place", place),
                ("$data", _events[place]));
        }
    }
}
