using Orleans.Storage;

namespace Mesh.Grains.Redis;

/// <summary>Grain state in Redis behind its guard.</summary>
internal sealed class GuardedStorage(IGrainStorage inner, RedisGuard guard) : IGrainStorage
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

    private Task LookAsync(bool isKnown) => isKnown ? Task.CompletedTask : guard.LookAsync();

    private Task<bool> RunAsync(Func<Task> operation) => guard.RunAsync(async () =>
    {
        await operation();
        return true;
    });
}
