using Orleans.Storage;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>A storage that can be told to fail.</summary>
internal sealed class FailingStorage(IGrainStorage inner, Func<bool> fails) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fails() ? throw Fault() : inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fails() ? throw Fault() : inner.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fails() ? throw Fault() : inner.ClearStateAsync(stateName, grainId, grainState);

    private static InvalidOperationException Fault() => new("the test's storage fails");
}
