using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

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
    private const string Operation = "operation";
    private readonly Channel<StoreOperation> _queue = Channel.CreateBounded<StoreOperation>(new BoundedChannelOptions(QueueBound) { SingleReader = true });
    private readonly string _connectionString;
    private readonly FileStream _lock;
    private readonly SqliteConnection _writer;
    private readonly Task _writing;
    private bool _leftover;

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
    public (byte[] Data, string ETag)? ReadState(string name, string grain) => Read<(byte[], string)?>(connection =>
        connection.Read(
            row => ((byte[])row[0], row.GetInt64(1).ToString(CultureInfo.InvariantCulture)),
            "SELECT data, version FROM state WHERE name = $name AND grain = $grain",
            ("$name", name),
            ("$grain", grain)) is [var found] ? found : null);

    /// <summary>Makes a change durable; gives its result once it is on the disk.</summary>
    /// <exception cref="SqliteException">The disk failed; whether the change is stored is not known.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed; nothing was changed.</exception>
    public async Task<T> RunAsync<T>(StoreOperation<T> operation, CancellationToken cancellationToken = default)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }

        return await operation.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Reads what is committed, beside the writer.</summary>
    internal T Read<T>(Func<SqliteConnection, T> read)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return read(connection);
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

        // What is deleted is overwritten, wherever it lay in the file.
        Execute("PRAGMA secure_delete = ON");
        StoreSchema.Prepare(_writer, path);
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
            _leftover |= group.Exists(o => o.Erases);
            group.Clear();
            ClearLog();
        }
    }

    // One writer that never overwrites what it has not seen cannot fail half: the group stands or falls with its commit.
    private void CommitGroup(List<StoreOperation> group)
    {
        var refused = new Dictionary<StoreOperation, Exception>();
        try
        {
            using var transaction = _writer.BeginTransaction();
            foreach (var operation in group)
            {
                if (Apply(operation, transaction) is { } fault)
                {
                    refused[operation] = fault;
                }
            }

            transaction.Commit();
        }
        catch (Exception e)
        {
            // Whatever it was, it is told: a writer that dies in silence would leave every caller waiting for ever.
            group.ForEach(o => o.Fail(e));
            return;
        }

        foreach (var operation in group)
        {
            if (refused.TryGetValue(operation, out var fault))
            {
                operation.Fail(fault);
            }
            else
            {
                operation.Acknowledge();
            }
        }
    }

    // The write-ahead log holds what was written before it was deleted: it is brought into the file and cut off. Readers are not kept
    // waiting: where one is in the way, the log is cut after a later group, or when the store closes.
    private void ClearLog()
    {
        if (!_leftover)
        {
            return;
        }

        try
        {
            using var command = _writer.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            _leftover = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) != 0;
        }
        catch (SqliteException)
        {
            // What was asked for is on the disk; the log is cut another time.
        }
    }

    // A refusal undoes what the operation did and no more; what the disk does to one it does to all of the group.
    private static Exception? Apply(StoreOperation operation, SqliteTransaction transaction)
    {
        transaction.Save(Operation);
        try
        {
            operation.Apply(transaction);
        }
        catch (Exception e) when (e is not SqliteException { SqliteErrorCode: not raw.SQLITE_CONSTRAINT })
        {
            transaction.Rollback(Operation);
            return e;
        }

        transaction.Release(Operation);
        return null;
    }

    private void Execute(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
