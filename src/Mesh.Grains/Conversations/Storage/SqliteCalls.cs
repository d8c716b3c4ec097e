using Mesh.Contracts.Errors;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Reads and writes of the embedded store for conversations; what its file does to them is told as the store's being out of reach.</summary>
internal sealed class SqliteCalls(SqliteStore store)
{
    /// <summary>Reads what is committed.</summary>
    /// <exception cref="MeshException">unavailable: the file cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(store.Read(read));
        }
        catch (SqliteException e)
        {
            return Task.FromException<T>(Unknown(e));
        }
    }

    /// <summary>Makes a change; gives its result once it is on the disk.</summary>
    /// <exception cref="MeshException">unavailable: whether it is stored is not known.</exception>
    public async Task<T> RunAsync<T>(StoreOperation<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await store.RunAsync(operation, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            throw Unknown(e);
        }
    }

    private static MeshException Unknown(Exception fault) => new(
        new MeshError
        {
            Code = MeshErrorCode.Unavailable,
            Reason = "store_unreachable",
            Message = "The silo's store could not be read or written. What was being written may or may not be stored; ask again.",
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        fault);
}
