using Mesh.Contracts.Errors;
using Orleans.Storage;
using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>
/// Grain state in Redis that never opens lost data as empty: nothing passes while the store is frozen, and before a state counts as
/// new the Redis is looked at once more. What the Redis refuses or leaves open is told as unavailable.
/// </summary>
internal sealed class GuardedStorage(IGrainStorage inner, StoreFreeze freeze, Dataset dataset) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => RunAsync(async () =>
    {
        await inner.ReadStateAsync(stateName, grainId, grainState);
        await LookAsync(grainState.RecordExists);
    });

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => RunAsync(async () =>
    {
        await LookAsync(grainState.ETag is { Length: > 0 });
        await inner.WriteStateAsync(stateName, grainId, grainState);
    });

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task LookAsync(bool isKnown)
    {
        if (!isKnown && await dataset.LookAsync() is { } cause)
        {
            freeze.Set(cause);
            freeze.ThrowIfFrozen();
        }
    }

    private async Task RunAsync(Func<Task> operation)
    {
        freeze.ThrowIfFrozen();
        try
        {
            await operation();
        }
        catch (Exception e) when (e is Orleans.Persistence.Redis.RedisStorageException or RedisException or TimeoutException)
        {
            // Whether a write that ended so is stored is not known: its grain must read again.
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
}
