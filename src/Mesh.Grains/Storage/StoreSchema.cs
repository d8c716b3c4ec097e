using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Storage;

/// <summary>The tables of the file and the steps from each version of them to the next.</summary>
internal static class StoreSchema
{
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

        foreach (var step in s_steps.Skip(found))
        {
            transaction.Run(step);
        }

        transaction.Run($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }
}
