using Orleans.Runtime;
using Orleans.Storage;

namespace Mesh.Grains.Storage;

/// <summary>
/// Grain state in one SQLite file. A write is acknowledged when its group's transaction is on the disk (WAL, synchronous FULL),
/// so what was acknowledged survives the death of the process. ETags guard every write.
/// </summary>
public sealed class SqliteGrainStorage(SqliteStore store, IGrainStorageSerializer serializer) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = store.ReadState(stateName, grainId.ToString());
        grainState.RecordExists = row is not null;
        grainState.ETag = row?.ETag!;
        grainState.State = row is { } found ? serializer.Deserialize<T>(found.Data) : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var etag = await RunAsync(StateChange.Write(stateName, grainId.ToString(), grainState.ETag, serializer.Serialize(grainState.State).ToArray()));
        grainState.ETag = etag!;
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await RunAsync(StateChange.Clear(stateName, grainId.ToString(), grainState.ETag));
        grainState.ETag = null!;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task<string?> RunAsync(StateChange operation)
    {
        try
        {
            return await store.RunAsync(operation);
        }
        catch (Exception e) when (e is not OrleansException)
        {
            // The commit's fate is not known: the caller must read again before it trusts what it holds.
            throw new OrleansException($"State '{operation.Name}' of {operation.Grain} may or may not be stored: {e.Message}", e);
        }
    }
}
