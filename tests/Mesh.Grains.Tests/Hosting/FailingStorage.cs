using Orleans.Storage;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>A storage that can be told to fail.</summary>
/// <param name="inner">The storage behind it.</param>
/// <param name="fails">Whether nothing is done and calls fail.</param>
/// <param name="losesAnswer">Whether a write of a state, by its name, is done and fails all the same.</param>
internal sealed class FailingStorage(IGrainStorage inner, Func<bool> fails, Func<string, bool> losesAnswer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fails() ? throw Fault() : inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (fails())
        {
            throw Fault();
        }

        var known = grainState.ETag;
        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (losesAnswer(stateName))
        {
            grainState.ETag = known;
            throw Fault();
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fails() ? throw Fault() : inner.ClearStateAsync(stateName, grainId, grainState);

    private static InvalidOperationException Fault() => new("the test's storage fails");
}
