using Mesh.Contracts.Errors;
using Mesh.Grains.Redis;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Mesh.Grains.Tests.Redis;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneKey _key = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_NothingAnywhere_MakesAnIdAndRemembersIt()
    {
        var first = Open();
        Assert.Null(await first.OpenAsync());

        var second = Open();
        Assert.Null(await second.OpenAsync());

        Assert.NotNull(_key.Id);
        Assert.Equal((_key.Id, _key.Id), (first.Served, second.Served));
    }

    [Fact]
    public async Task Open_WipedSince_IsRefusedUntilAdopted()
    {
        await Open().OpenAsync();
        _key.Id = null;

        var refused = await Assert.ThrowsAsync<RedisUnusableException>(() => Open().OpenAsync());
        Assert.Contains("was wiped", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--redis-adopt", refused.Message, StringComparison.Ordinal);
        Assert.Null(_key.Id);

        await Open(adopt: true).OpenAsync();
        await Open().OpenAsync();
        Assert.NotNull(_key.Id);
    }

    [Fact]
    public async Task Open_OtherDataThanBefore_IsRefusedUntilAdopted()
    {
        await Open().OpenAsync();
        _key.Id = "other";

        Assert.Contains("other data", (await Assert.ThrowsAsync<RedisUnusableException>(() => Open().OpenAsync())).Message, StringComparison.Ordinal);

        await Open(adopt: true).OpenAsync();
        Assert.Null(await Open().OpenAsync());
    }

    [Fact]
    public async Task Open_FolderThatCannotBeWritten_IsToldAndServes()
    {
        var blocked = _folder.File("file");
        await File.WriteAllTextAsync(blocked, "");
        var dataset = new Dataset(_key, Options(Path.Combine(blocked, "redis-dataset"), adopt: false));

        Assert.Contains("cannot be remembered", await dataset.OpenAsync(), StringComparison.Ordinal);
        Assert.Equal(_key.Id, dataset.Served);
    }

    [Fact]
    public async Task Watch_DataGoneAndBack_FreezesAndThaws()
    {
        var (dataset, freeze) = (Open(), new StoreFreeze());
        var watch = new DatasetWatch(dataset, freeze, TimeProvider.System, NullLogger<DatasetWatch>.Instance);
        await dataset.OpenAsync();
        var ours = _key.Id;
        foreach (var (id, cause) in new (string?, FreezeCause?)[] { (ours, null), (null, FreezeCause.Wiped), ("other", FreezeCause.Replaced), (ours, null) })
        {
            _key.Id = id;
            await watch.LookAsync();
            Assert.Equal(cause, freeze.Cause);
        }
    }

    [Fact]
    public async Task Watch_StoreThatACallHasFrozen_TellsItOnce()
    {
        var (dataset, freeze, log) = (Open(), new StoreFreeze(), new KeptWords<DatasetWatch>());
        await dataset.OpenAsync();
        var watch = new DatasetWatch(dataset, freeze, TimeProvider.System, log);
        _key.Id = null;
        await Assert.ThrowsAsync<MeshException>(() => new RedisGuard(freeze, dataset).LookAsync());

        await watch.LookAsync();
        await watch.LookAsync();

        Assert.Contains("The store is frozen (store_wiped)", Assert.Single(log.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_RedisThatCannotBeReached_IsNoVerdict()
    {
        var (dataset, freeze) = (Open(), new StoreFreeze());
        await dataset.OpenAsync();
        _key.Fault = new TimeoutException();

        await new DatasetWatch(dataset, freeze, TimeProvider.System, NullLogger<DatasetWatch>.Instance).LookAsync();

        Assert.Null(freeze.Cause);
    }

    [Fact]
    public async Task Storage_NothingFoundInAWipedRedis_IsRefusedAndNotOpenedEmpty()
    {
        var (dataset, freeze, inner) = (Open(), new StoreFreeze(), new CountingStorage());
        var storage = new GuardedStorage(inner, new RedisGuard(freeze, dataset));
        await dataset.OpenAsync();
        await storage.ReadStateAsync("s", GrainId.Create("g", "1"), new GrainState<string>());
        _key.Id = null;

        Assert.Equal("store_wiped", await RefusalAsync(() => storage.ReadStateAsync("s", GrainId.Create("g", "2"), new GrainState<string>())));
        Assert.Equal("store_wiped", await RefusalAsync(() => storage.WriteStateAsync("s", GrainId.Create("g", "2"), new GrainState<string>())));
        Assert.Equal((2, 0), (inner.Reads, inner.Writes));
    }

    [Fact]
    public async Task Storage_KnownState_CostsNoSecondLook()
    {
        var (dataset, inner) = (Open(), new CountingStorage());
        var storage = new GuardedStorage(inner, new RedisGuard(new StoreFreeze(), dataset));
        await dataset.OpenAsync();
        _key.Reads = 0;

        await storage.WriteStateAsync("s", GrainId.Create("g", "1"), new GrainState<string> { ETag = "1" });

        Assert.Equal((0, 1), (_key.Reads, inner.Writes));
    }

    [Fact]
    public async Task Storage_RedisThatDoesNotAnswer_IsUnavailable()
    {
        var storage = new GuardedStorage(new CountingStorage { Fault = new TimeoutException() }, new RedisGuard(new StoreFreeze(), Open()));

        Assert.Equal("store_unreachable", await RefusalAsync(() => storage.ReadStateAsync("s", GrainId.Create("g", "1"), new GrainState<string>())));
    }

    [Fact]
    public void Freeze_OfASiloThatWasExpelled_StaysWhateverTheDataSay()
    {
        var freeze = new StoreFreeze();
        Assert.True(freeze.Set(FreezeCause.Expelled));

        Assert.False(freeze.Set(null));
        Assert.Equal(FreezeCause.Expelled, freeze.Cause);
    }

    private static async Task<string> RefusalAsync(Func<Task> call)
    {
        var error = (await Assert.ThrowsAsync<MeshException>(call)).Error;
        Assert.Equal(MeshErrorCode.Unavailable, error.Code);
        return error.Reason;
    }

    private Dataset Open(bool adopt = false) => new(_key, Options(_folder.File("data/redis-dataset"), adopt));

    private static RedisClusterOptions Options(string memory, bool adopt) => new("r:1", "mesh", memory, RedisDurability.Durable, adopt);

    private sealed class OneKey : IDatasetKey
    {
        public string? Id { get; set; }

        public Exception? Fault { get; set; }

        public int Reads { get; set; }

        public Task<string?> ReadAsync()
        {
            Reads++;
            return Fault is null ? Task.FromResult(Id) : Task.FromException<string?>(Fault);
        }

        public Task<string> CreateAsync() => Task.FromResult(Id ??= Guid.NewGuid().ToString("N"));
    }

    private sealed class CountingStorage : IGrainStorage
    {
        public int Reads { get; private set; }

        public int Writes { get; private set; }

        public Exception? Fault { get; init; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Reads++;
            return Fault is null ? Task.CompletedTask : Task.FromException(Fault);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Writes++;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
