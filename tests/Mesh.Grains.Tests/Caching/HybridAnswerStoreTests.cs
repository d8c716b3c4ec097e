using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Grains.Caching;
using Mesh.Grains.Redis;
using Mesh.Grains.Tests.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing.Programs;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Mesh.Grains.Tests.Caching;

public sealed class HybridAnswerStoreTests(RedisFixture redis) : IClassFixture<RedisFixture>, IDisposable
{
    private const long Room = 1024 * 1024;
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly TemporaryFolder _folder = new();
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Kept_IsFoundAsItWas()
    {
        using var store = Store(null);
        var answer = Answer("hello", raw: "data: x\n\n");
        await store.KeepAsync("k", answer, s_ttl);

        var found = await store.FindAsync("k", s_ttl, default);

        Assert.Equal("hello", Assert.IsType<TextDelta>(found!.Pieces[0].Events[0]).Text);
        Assert.Equal(answer.Pieces[1].Raw, found.Pieces[1].Raw);
        Assert.Null(await store.FindAsync("other", s_ttl, default));
    }

    [Fact]
    public async Task Memory_Full_StaysUnderItsBound()
    {
        using var store = Store(null);
        for (var i = 0; i < 100; i++)
        {
            await store.KeepAsync($"k{i}", Answer(new string('x', 50_000)), s_ttl);
            Assert.InRange(store.Bytes, 0, Room);
        }

        Assert.InRange(store.Count, 1, 20);
    }

    [Fact]
    public async Task Answer_ThatOneSiloKept_IsFoundByAnother()
    {
        await using var one = new RedisConnections(Options());
        await using var other = new RedisConnections(Options());
        using var first = Store(Shared(one));
        using var second = Store(Shared(other));
        await first.ShareAsync("k", Answer("hello", raw: "data: x\n\n"), s_ttl);

        var found = await second.FindAsync("k", s_ttl, default);

        Assert.Equal("hello", Assert.IsType<TextDelta>(found!.Pieces[0].Events[0]).Text);
        Assert.Equal(("m", 7L, 0.25m), (found.Model, found.Usage.Input, found.CostUsd));
    }

    [Fact]
    public async Task Answer_AtTheRedis_GoesWithItsTime()
    {
        await using var connections = new RedisConnections(Options());
        using var store = Store(Shared(connections));
        await store.ShareAsync("k", Answer("hello"), s_ttl);

        var database = (await connections.StateAsync()).GetDatabase();
        var left = await database.KeyTimeToLiveAsync($"{_cluster}/answers/k");

        Assert.InRange(left!.Value, TimeSpan.FromMinutes(9), s_ttl);
    }

    [Fact]
    public async Task SharedRoom_Spent_NoMoreGoesToTheRedisUntilSomeHasLeft()
    {
        var time = new FakeTimeProvider();
        await using var connections = new RedisConnections(Options());
        var shared = new RedisAnswers(connections, Options(), mostBytes: 1000, time);
        var database = (await connections.StateAsync()).GetDatabase();
        var minute = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };
        await shared.SetAsync("a", new byte[600], minute);
        await shared.SetAsync("b", new byte[600], minute);
        Assert.Equal((true, false), (await database.KeyExistsAsync($"{_cluster}/answers/a"), await database.KeyExistsAsync($"{_cluster}/answers/b")));

        time.Advance(TimeSpan.FromMinutes(1));
        await shared.SetAsync("b", new byte[600], minute);
        Assert.True(await database.KeyExistsAsync($"{_cluster}/answers/b"));
    }

    [Fact]
    public async Task SharedRoom_OfATenantThatIsCleared_IsFreeAgain()
    {
        await using var connections = new RedisConnections(Options());
        var shared = new RedisAnswers(connections, Options(), mostBytes: 1000, new FakeTimeProvider());
        using var store = Store(shared);
        var minute = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };
        await shared.SetAsync("a/1", new byte[600], minute);

        store.Clear("b/");
        await shared.SetAsync("c/1", new byte[600], minute);
        store.Clear("a/");
        await shared.SetAsync("c/2", new byte[600], minute);

        var database = (await connections.StateAsync()).GetDatabase();
        Assert.Equal((false, true), (await database.KeyExistsAsync($"{_cluster}/answers/c/1"), await database.KeyExistsAsync($"{_cluster}/answers/c/2")));
    }

    [Fact]
    public async Task Redis_ThatHangs_IsLeftAloneAfterOneShortWait()
    {
        await using var server = await RedisServer.StartAsync();
        var options = Options(server.Connection + ",asyncTimeout=2000");
        await using var connections = new RedisConnections(options);
        using var store = Store(new RedisAnswers(connections, options, Room, TimeProvider.System));
        await (await connections.ControlAsync()).GetServers()[0].ExecuteAsync("CLIENT", "PAUSE", 20_000, "ALL");
        Assert.Null(await store.FindAsync("a", s_ttl, default));

        var took = await Wait.TookAsync(Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Null(await store.FindAsync($"b{i}", s_ttl, default));
            }

            await store.KeepAsync("c", Answer("hello"), s_ttl);
            Assert.NotNull(await store.FindAsync("c", s_ttl, default));
        }));

        // One by one they would wait for five.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Redis_ThatHoldsSomethingElse_IsAMiss()
    {
        await using var connections = new RedisConnections(Options());
        await (await connections.StateAsync()).GetDatabase().StringSetAsync($"{_cluster}/answers/k", "not an answer");
        using var store = Store(Shared(connections));

        Assert.Null(await store.FindAsync("k", s_ttl, default));
    }

    [Fact]
    public async Task Clear_OfATenant_DropsItsAnswersAndNoneOfBeforeComesBack()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var store = Store(null, time);
        await store.KeepAsync("a/1", Answer("hello"), s_ttl);
        await store.KeepAsync("a/2", Answer("hello"), s_ttl);
        await store.KeepAsync("ab/1", Answer("hello"), s_ttl);

        Assert.Equal(2, store.Clear("a/"));

        Assert.Null(await store.FindAsync("a/1", s_ttl, default));
        Assert.NotNull(await store.FindAsync("ab/1", s_ttl, default));
        Assert.Equal((true, false), (store.WasCleared("a/3", time.GetUtcNow()), store.WasCleared("a/3", time.GetUtcNow() + TimeSpan.FromTicks(1))));

        // Such as one that was read from the Redis a moment before.
        await store.KeepAsync("a/1", Answer("hello"), s_ttl);
        Assert.Null(await store.FindAsync("a/1", s_ttl, default));
        Assert.Equal(1, store.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        await store.KeepAsync("a/1", Answer("hello") with { At = time.GetUtcNow() }, s_ttl);
        Assert.NotNull(await store.FindAsync("a/1", s_ttl, default));
    }

    [Fact]
    public async Task ClearShared_OfATenant_DropsItsAnswersOfAllSilos()
    {
        await using var one = new RedisConnections(Options());
        await using var other = new RedisConnections(Options());
        using var first = Store(Shared(one));
        using var second = Store(Shared(other));
        for (var i = 0; i < 600; i++)
        {
            await first.ShareAsync($"a/{i}", Answer(""), s_ttl);
        }

        await second.ShareAsync("b/1", Answer("hello"), s_ttl);

        Assert.Equal(600, await second.ClearSharedAsync("a/", default));
        Assert.Equal(0, await second.ClearSharedAsync("a/", default));
        Assert.Null(await second.FindAsync("a/1", s_ttl, default));
        Assert.NotNull(await first.FindAsync("b/1", s_ttl, default));
        using var alone = Store(null);
        Assert.Null(await alone.ClearSharedAsync("a/", default));
    }

    [Fact]
    public async Task Share_OfAnAnswerOfBefore_LeavesNothingAtTheRedis()
    {
        await using var connections = new RedisConnections(Options());
        using var store = Store(Shared(connections), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        store.Clear("a/");
        Assert.Equal(0, await store.ClearSharedAsync("a/", default));

        await store.ShareAsync("a/1", Answer("hello"), s_ttl);

        Assert.False(await (await connections.StateAsync()).GetDatabase().KeyExistsAsync($"{_cluster}/answers/a/1"));
    }

    [Fact]
    public async Task ClearShared_RedisIsGone_SaysSo()
    {
        var server = await RedisServer.StartAsync();
        await using var connections = new RedisConnections(Options(server.Connection));
        using var store = Store(new RedisAnswers(connections, Options(server.Connection), Room, new FakeTimeProvider()));
        await store.ShareAsync("a/1", Answer("hello"), s_ttl);
        var state = await connections.StateAsync();
        await server.DisposeAsync();
        await Wait.UntilAsync(() => !state.IsConnected, "the connection is gone", seconds: 20);

        await Assert.ThrowsAnyAsync<RedisException>(() => store.ClearSharedAsync("a/", default));
    }

    private HybridAnswerStore Store(RedisAnswers? shared, TimeProvider? time = null) => new(Room, _services.GetRequiredService<Serializer>(), shared, time ?? new FakeTimeProvider());

    private RedisAnswers Shared(RedisConnections connections) => new(connections, Options(), Room, new FakeTimeProvider());

    private RedisClusterOptions Options(string? connection = null) => new(connection ?? $"{redis.Server.Connection},asyncTimeout=60000", _cluster, _folder.File("dataset"), RedisDurability.Volatile, Adopt: false);

    private static RecordedAnswer Answer(string text, string raw = "") => new()
    {
        Pieces = [new RecordedPiece { Events = [new TextDelta(0, text)] }, new RecordedPiece { Dialect = Dialect.OpenAI, Raw = System.Text.Encoding.UTF8.GetBytes(raw) }],
        Model = "m",
        UpstreamModel = "up",
        Endpoint = "e",
        Usage = new TokenUsage { Input = 7 },
        CostUsd = 0.25m,
        At = DateTimeOffset.UnixEpoch,
    };
}
