using Mesh.Contracts.Errors;
using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>
/// Stands before whatever is kept in the cluster's Redis: nothing passes while the store is frozen, what the Redis refuses or leaves open
/// is told as unavailable, and before anything counts as missing the Redis is looked at once more, so that lost data are never opened as empty.
/// </summary>
internal sealed class RedisGuard(StoreFreeze freeze, Dataset dataset)
{
    /// <summary>Makes a call.</summary>
    /// <exception cref="MeshException">unavailable: the store is frozen, or whether a write is stored is not known.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        freeze.ThrowIfFrozen();
        try
        {
            return await call();
        }
        catch (Exception e) when (e is Orleans.Persistence.Redis.RedisStorageException or RedisException or TimeoutException)
        {
            // Whether a write that ended so is stored is not known: whoever wrote must read again.
            throw new MeshException(
                new MeshError
                {
                    Code = MeshErrorCode.Unavailable,
                    Reason = "store_unreachable",
                    Message = "The cluster's Redis did not answer. What was being written may or may not be stored; ask again.",
                    RetryAfter = TimeSpan.FromSeconds(1),
                },
                e);
        }
    }

    /// <summary>Looks whether the Redis still holds the data that this silo serves. To be done, in a call, before what was not found counts as missing.</summary>
    /// <exception cref="MeshException">unavailable: it does not.</exception>
    public async Task LookAsync()
    {
        if (await dataset.LookAsync() is { } cause)
        {
            freeze.Set(cause);
            freeze.ThrowIfFrozen();
        }
    }
}
