using Mesh.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Mesh.Grains.Tests.Storage;

/// <summary>The embedded storage over a folder, without a silo.</summary>
internal sealed class OpenStorage : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public OpenStorage(string folder)
    {
        Store = new SqliteStore(folder);
        Grains = new SqliteGrainStorage(Store, new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()));
    }

    public SqliteStore Store { get; }

    public SqliteGrainStorage Grains { get; }

    public static GrainId Grain(string key) => GrainId.Create("counter", key);

    public async Task<(bool Exists, string? ETag, CounterState State)> ReadAsync(string key, string name = "state")
    {
        var state = new GrainState<CounterState>(new CounterState());
        await Grains.ReadStateAsync(name, Grain(key), state);
        return (state.RecordExists, state.ETag, state.State!);
    }

    public async Task<GrainState<CounterState>> WriteAsync(string key, long value, string? etag = null, string name = "state")
    {
        var state = new GrainState<CounterState>(new CounterState { Value = value, Text = $"é {key}" }, etag!);
        await Grains.WriteStateAsync(name, Grain(key), state);
        return state;
    }

    public async Task ClearAsync(string key, string? etag, string name = "state") =>
        await Grains.ClearStateAsync(name, Grain(key), new GrainState<CounterState>(new CounterState(), etag!));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _services.DisposeAsync();
    }
}
