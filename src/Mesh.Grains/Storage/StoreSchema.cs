using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Storage;

/// <summary>The tables of the file and the steps from each version of them to the next.</summary>
internal static class StoreSchema
{
    private const string Shard = "conversation_shard";

    // A step is never changed once files have taken it: they do not take it again. The next change is the next step.
    // Turns lie in the order of conversation and number (place = conversation << 32 | number), so that a range of them is one stretch of pages.
    private static readonly string[] s_steps =
    [
        "CREATE TABLE IF NOT EXISTS state (name TEXT NOT NULL, grain TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, grain)) WITHOUT ROWID",
        """
        CREATE TABLE conversation (
            key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL,
            updated INTEGER NOT NULL, deleted INTEGER NOT NULL, head BLOB NOT NULL, UNIQUE (tenant, id));
        CREATE INDEX conversation_by_update ON conversation (tenant, updated, id) WHERE deleted = 0;
        CREATE TABLE conversation_turn (place INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, turn TEXT NOT NULL, data BLOB NOT NULL, UNIQUE (conversation, turn));
        CREATE TABLE conversation_event (
            conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (conversation, sequence, place)) WITHOUT ROWID;
        CREATE TABLE conversation_notes (conversation INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """,
        $"""
        CREATE TABLE conversation_due (
            conversation INTEGER NOT NULL, lane INTEGER NOT NULL, shard INTEGER NOT NULL, tenant TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (conversation, lane)) WITHOUT ROWID;
        CREATE INDEX conversation_due_by_time ON conversation_due (shard, lane, tenant, at);
        INSERT INTO conversation_due SELECT key, iif(deleted, {(int)RetentionLane.Tombstone}, {(int)RetentionLane.Idle}), {Shard}(tenant, id), tenant, updated FROM conversation;
        CREATE TABLE conversation_booked (tenant TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (tenant, id)) WITHOUT ROWID;
        CREATE TABLE conversation_usage (
            tenant TEXT NOT NULL, day INTEGER NOT NULL, model TEXT NOT NULL, figure INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (tenant, day, model, figure)) WITHOUT ROWID;
        CREATE TABLE conversation_audit (
            tenant TEXT NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (tenant, at, id, sequence)) WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this build writes.</summary>
    public static int Version => s_steps.Length;

    /// <summary>Brings a file to this build's version, all steps in one transaction.</summary>
    /// <exception cref="StoreUnusableException">A newer build wrote it.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        var found = (int)transaction.Find<long>("PRAGMA user_version")!.Value;
        if (found > Version)
        {
            throw new StoreUnusableException($"'{path}' was written by a newer build (schema {found}, this one knows {Version}). Run that build, or start with another --data folder.");
        }

        if (found == Version)
        {
            return;
        }

        connection.CreateFunction(Shard, (string tenant, string id) => ConversationShards.Of(new ConversationKey(tenant, id)), isDeterministic: true);
        foreach (var step in s_steps.Skip(found))
        {
            transaction.Run(step);
        }

        transaction.Run($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }
}
