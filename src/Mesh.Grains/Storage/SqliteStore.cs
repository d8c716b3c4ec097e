using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Mesh.Grains.Storage;

/// <summary>
/// The file: one writer that commits all that waits as one transaction, and readers beside it. At most
/// <see cref="QueueBound"/> changes wait; further writers wait for a place. One process at a time may hold a file.
/// </summary>
public sealed class SqliteStore : IAsyncDisposable
{
    /// <summary>Changes that may wait.</summary>
    public const int QueueBound = 4096;

    private const int GroupBound = 512;
    private const int Schema = 1;
    private readonly Channel<StoreOperation> _queue = Channel.CreateBounded<StoreOperation>(new BoundedChannelOptions(QueueBound) { SingleReader = true });
    private readonly string _connectionString;
    private readonly FileStream _lock;
    private readonly SqliteConnection _writer;
    private readonly Task _writing;

    /// <summary>Opens or makes <c>mesh.db</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="StoreUnusableException">Another process holds the file, or a newer build wrote it.</exception>
    public SqliteStore(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "mesh.db");
        _lock = Lock(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString();
        _writer = new SqliteConnection(_connectionString);
        try
        {
            Prepare(path);
        }
        catch
        {
            _writer.Dispose();
            _lock.Dispose();
            throw;
        }

        _writing = Task.Run(WriteGroupsAsync);
    }

    /// <summary>Reads a state; null when there is none.</summary>
    public async Task<(byte[] Data, string ETag)?> ReadAsync(string name, string grain)
    {
        await using var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT data, version FROM state WHERE name = $name AND grain = $grain";
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$grain", grain);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? ((byte[])reader[0], reader.GetInt64(1).ToString(CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>Makes a change durable; gives the new ETag, null after a removal.</summary>
    /// <exception cref="InconsistentStateException">Somebody else has changed the state.</exception>
    /// <exception cref="SqliteException">The disk failed; whether the change is stored is not known.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed; nothing was changed.</exception>
    public async Task<string?> RunAsync(StoreOperation operation)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }

        return await operation.Done.Task;
    }

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        await _writing;
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        await _writer.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        await _lock.DisposeAsync();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreUnusableException($"'{path}' is in use by another mesh. Stop that one, or start this one with another --data folder.", e);
        }
    }

    private void Prepare(string path)
    {
        _writer.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        using var command = _writer.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        if (version > Schema)
        {
            throw new StoreUnusableException($"'{path}' was written by a newer build (schema {version}, this one knows {Schema}). Run that build, or start with another --data folder.");
        }

        Execute("CREATE TABLE IF NOT EXISTS state (name TEXT NOT NULL, grain TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, grain)) WITHOUT ROWID");
        Execute($"PRAGMA user_version = {Schema}");
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<StoreOperation>(GroupBound);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < GroupBound && _queue.Reader.TryRead(out var operation))
            {
                group.Add(operation);
            }

            CommitGroup(group);
            group.Clear();
        }
    }

    // One writer that never overwrites what it has not seen cannot fail half: the group stands or falls with its commit.
    private void CommitGroup(List<StoreOperation> group)
    {
        var results = new List<(StoreOperation Operation, string? ETag, Exception? Fault)>(group.Count);
        try
        {
            using var transaction = _writer.BeginTransaction();
            foreach (var operation in group)
            {
                results.Add(Apply(operation, transaction));
            }

            transaction.Commit();
        }
        catch (Exception e)
        {
            // Whatever it was, it is told: a writer that dies in silence would leave every caller waiting for ever.
            group.ForEach(o => o.Done.TrySetException(e));
            return;
        }

        foreach (var (operation, etag, fault) in results)
        {
            if (fault is null)
            {
                operation.Done.TrySetResult(etag);
            }
            else
            {
                operation.Done.TrySetException(fault);
            }
        }
    }

    private (StoreOperation, string?, Exception?) Apply(StoreOperation operation, SqliteTransaction transaction)
    {
        using var command = _writer.CreateCommand();
        command.Transaction = transaction;
        command.Parameters.AddWithValue("$name", operation.Name);
        command.Parameters.AddWithValue("$grain", operation.Grain);
        var seen = long.TryParse(operation.ETag, CultureInfo.InvariantCulture, out var version) ? version : 0;
        command.Parameters.AddWithValue("$seen", seen);
        command.Parameters.AddWithValue("$data", (object?)operation.Data ?? DBNull.Value);

        // A state that was removed and made anew must not fit an ETag from before: it begins at a random number.
        command.CommandText = operation.Data is null
            ? "DELETE FROM state WHERE name = $name AND grain = $grain AND version = $seen RETURNING version"
            : seen == 0
                ? "INSERT INTO state (name, grain, version, data) VALUES ($name, $grain, 1 + abs(random() % 1000000000000), $data) ON CONFLICT DO NOTHING RETURNING version"
                : "UPDATE state SET version = version + 1, data = $data WHERE name = $name AND grain = $grain AND version = $seen RETURNING version";
        if (command.ExecuteScalar() is long changed)
        {
            return (operation, operation.Data is null ? null : changed.ToString(CultureInfo.InvariantCulture), null);
        }

        var current = Current(operation, transaction);
        return operation.Data is null && seen == 0 && current is null
            ? (operation, null, null)
            : (operation, null, new InconsistentStateException($"State '{operation.Name}' of {operation.Grain} was changed by somebody else", current ?? "none", operation.ETag ?? "none"));
    }

    private string? Current(StoreOperation operation, SqliteTransaction transaction)
    {
        using var command = _writer.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT version FROM state WHERE name = $name AND grain = $grain";
        command.Parameters.AddWithValue("$name", operation.Name);
        command.Parameters.AddWithValue("$grain", operation.Grain);
        return (command.ExecuteScalar() as long?)?.ToString(CultureInfo.InvariantCulture);
    }

    private void Execute(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
