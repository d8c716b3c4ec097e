using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Grains.Conversations.Storage;
using Mesh.Testing.Programs;
using StackExchange.Redis;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>A Redis that hangs, dies, forgets its scripts: what the log makes of it.</summary>
public sealed class RedisConversationFaultTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly ConversationKey s_key = new("acme", "c1");

    [Fact]
    public async Task Write_WhoseAnswerIsLate_IsNotKnownAndFoundAgain()
    {
        await using var open = await OpenRedis.OnAsync(redis.Server, ",asyncTimeout=5000,connectTimeout=60000");
        var turns = new Turns(open.Log, s_key);
        await turns.CreateAsync();
        var begun = await turns.BeginAsync("t1");
        await (await open.ServerAsync()).ExecuteAsync("CLIENT", "PAUSE", 60_000, "WRITE");

        // A script that writes waits, and reads do not: the engine reads, then its write is not answered.
        var error = (await Assert.ThrowsAsync<MeshException>(() => turns.EndAsync(begun))).Error;
        Assert.Equal((MeshErrorCode.Unavailable, "store_unreachable"), (error.Code, error.Reason));
        await (await open.ServerAsync()).ExecuteAsync("CLIENT", "UNPAUSE");

        Assert.True((await turns.EndAsync(begun)).IsKept);
        Assert.Equal(1, (await turns.Conversation.ReadAsync(null, default)).Version);
        Assert.Single(await open.Log.ReadOutboxAsync(s_key, default), e => e.Kind == ConversationEventKind.TurnEnded);
    }

    [Fact]
    public async Task Scripts_ThatTheRedisForgot_AreGivenAgain()
    {
        await using var open = await OpenRedis.OnAsync(redis.Server);
        var turns = new Turns(open.Log, s_key);
        await turns.CreateAsync();

        await (await open.ServerAsync()).ScriptFlushAsync();
        await turns.AppendAsync("t1");

        Assert.Equal(1, (await turns.Conversation.ReadAsync(null, default)).Version);
    }

    [Fact]
    public async Task Redis_ThatIsKilled_KeepsWhatItAcknowledgedAndIsUsedAgain()
    {
        await using var server = await RedisServer.StartAsync(durable: true);
        await using var open = await OpenRedis.OnAsync(server, ",asyncTimeout=10000,connectTimeout=60000");
        var turns = new Turns(open.Log, s_key);
        await turns.CreateAsync();
        await turns.AppendAsync("t1");

        await server.KillAndRestartAsync();

        var version = 0L;
        await Hosting.Wait.UntilAsync(() => (version = VersionOrUnavailable(turns)) > 0, "the Redis is used again");
        Assert.Equal(1, version);
        await turns.AppendAsync("t2");
    }

    [Theory]
    [InlineData("a", "b/c")]
    [InlineData("a:{b}", "}c{")]
    [InlineData("{x}", "{y}")]
    [InlineData("日本", "🙂")]
    public async Task Keys_OfAConversation_AreInOneSlot(string tenant, string id)
    {
        await using var open = await OpenRedis.OnAsync(redis.Server);
        var (keys, key) = (open.Keys, new ConversationKey(tenant, id));
        var multiplexer = (await open.RawAsync()).Multiplexer;

        Assert.Single(new[] { keys.Head(key), keys.Turns(key), keys.TurnIds(key), keys.Outbox(key), keys.Pending(key) }.Select(SlotOf).Distinct());
        Assert.Equal(SlotOf(keys.List(tenant)), SlotOf(keys.Summaries(tenant)));
        Assert.Equal(key, RedisConversationKeys.KeyOf(RedisConversationKeys.NameOf(key)));

        int SlotOf(RedisKey k) => multiplexer.GetHashSlot(k);
    }

    [Fact]
    public async Task List_ToldOfAnOlderHead_KeepsTheNewer()
    {
        await using var open = await OpenRedis.OnAsync(redis.Server);
        var first = new ConversationHead { Tenant = "acme", Id = "c1", Sequence = 9, UpdatedAt = DateTimeOffset.UnixEpoch, Settings = new() { Title = "old" } };
        var second = first with { Sequence = 10, UpdatedAt = first.UpdatedAt.AddHours(1), Settings = new() { Title = "new" } };

        await open.Index.FollowAsync(s_key, second, [], default);
        await open.Index.FollowAsync(s_key, first, [], default);
        await open.Index.FollowAsync(s_key, second, [], default);
        Assert.Equal("new", Assert.Single((await open.Index.ListAsync("acme", null, 10, default)).Conversations).Title);

        await open.Index.FollowAsync(s_key, second with { Sequence = 11, DeletedAt = second.UpdatedAt }, [], default);
        await open.Index.FollowAsync(s_key, second, [], default);
        Assert.Empty((await open.Index.ListAsync("acme", null, 10, default)).Conversations);
    }

    private static long VersionOrUnavailable(Turns turns)
    {
        try
        {
            return turns.Conversation.ReadAsync(null, default).GetAwaiter().GetResult().Version;
        }
        catch (MeshException e) when (e.Error.Reason == "store_unreachable")
        {
            return 0;
        }
    }
}
