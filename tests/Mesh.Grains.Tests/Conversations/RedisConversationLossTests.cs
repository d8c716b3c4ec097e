using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Grains.Redis;
using StackExchange.Redis;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>What was acknowledged and is gone is noticed, and never opened as if it had not been.</summary>
public sealed class RedisConversationLossTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly ConversationKey s_key = new("acme", "c1");
    private OpenRedis _redis = null!;
    private Turns _turns = null!;

    public async Task InitializeAsync()
    {
        _redis = await OpenRedis.OnAsync(redis.Server);
        _turns = new Turns(_redis.Log, s_key);
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Theory]
    [InlineData("head", true, true)]
    [InlineData("turns", true, true)]
    [InlineData("turn-ids", false, true)]
    [InlineData("turn 3", true, true)]
    [InlineData("turn 2", false, true)]
    [InlineData("id t2", false, true)]
    public async Task Part_ThatIsGone_HasRegressed(string part, bool atOpening, bool atSending)
    {
        await SendThreeAsync();

        await DeleteAsync(part);

        Assert.Equal(atOpening, await IsRegressedAsync(_turns.OpenAsync()));
        Assert.Equal(atSending, await IsRegressedAsync(_turns.BeginAsync("t4")));
        Assert.Equal(atSending, await IsRegressedAsync(_turns.BeginAsync("t2")));
    }

    [Fact]
    public async Task Turn_ThatIsGoneAmidTheOthers_IsMissedByWhoReadsIt()
    {
        await SendThreeAsync();
        await DeleteAsync("turn 2");

        Assert.True(await IsRegressedAsync(_turns.Conversation.TurnsAsync(1, 3, default)));
        Assert.True(await IsRegressedAsync(_turns.Conversation.TurnAsync("t2", default)));
    }

    [Fact]
    public async Task Head_ThatIsGone_IsNotCreatedAnewOverWhatIsLeft()
    {
        await SendThreeAsync();
        await DeleteAsync("head");

        Assert.True(await IsRegressedAsync(_turns.CreateAsync()));
        Assert.True(await IsRegressedAsync(_redis.Log.WriteAsync(s_key, new LogWrite { Seen = null, Head = new() { Tenant = "acme", Id = "c1", Sequence = 1 } }, default)));
        Assert.False(await (await _redis.RawAsync()).KeyExistsAsync(_redis.Keys.Head(s_key)));
    }

    [Fact]
    public async Task Conversation_ThatIsGoneWhole_IsMissedByWhoHasSeenIt()
    {
        await SendThreeAsync();
        await (await _redis.RawAsync()).KeyDeleteAsync([_redis.Keys.Head(s_key), _redis.Keys.Turns(s_key), _redis.Keys.TurnIds(s_key), _redis.Keys.Outbox(s_key)]);

        Assert.True(await IsRegressedAsync(_turns.Conversation.ReadAsync(3, default)));
        Assert.Equal("conversation_not_found", (await Assert.ThrowsAsync<MeshException>(_turns.OpenAsync)).Error.Reason);
    }

    [Fact]
    public async Task Redis_ThatWasWiped_OpensNothingAsEmpty()
    {
        await SendThreeAsync();
        await (await _redis.RawAsync()).ExecuteAsync("FLUSHALL");

        foreach (var call in new Func<Task>[] { _turns.OpenAsync, _turns.CreateAsync, () => _turns.BeginAsync("t4"), () => _redis.Index.ListAsync("acme", null, 10, default) })
        {
            var error = (await Assert.ThrowsAsync<MeshException>(call)).Error;
            Assert.Equal((MeshErrorCode.Unavailable, "store_wiped"), (error.Code, error.Reason));
        }

        Assert.Equal(FreezeCause.Wiped, _redis.Freeze.Cause);
        Assert.Equal(0, (long)await (await _redis.RawAsync()).ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task List_OfAWipedRedis_IsRefusedAndNotEmpty()
    {
        await (await _redis.RawAsync()).ExecuteAsync("FLUSHALL");

        Assert.Equal("store_wiped", (await Assert.ThrowsAsync<MeshException>(() => _redis.Index.ListAsync("acme", null, 10, default))).Error.Reason);
    }

    [Fact]
    public async Task Store_ThatIsFrozen_IsNotAsked()
    {
        await SendThreeAsync();
        _redis.Freeze.Set(FreezeCause.Replaced);

        Assert.Equal("store_replaced", (await Assert.ThrowsAsync<MeshException>(_turns.OpenAsync)).Error.Reason);
        _redis.Freeze.Set(null);
        Assert.Equal(3, await _turns.OpenAsync());
    }

    [Fact]
    public async Task Keys_OfConversations_NeverExpire()
    {
        await SendThreeAsync();
        await _redis.Log.ReadOutboxAsync(s_key, default);

        var raw = await _redis.RawAsync();
        foreach (var key in new[] { _redis.Keys.Head(s_key), _redis.Keys.Turns(s_key), _redis.Keys.TurnIds(s_key), _redis.Keys.Outbox(s_key), _redis.Keys.Pending(s_key) })
        {
            Assert.True(await raw.KeyExistsAsync(key));
            Assert.Null(await raw.KeyTimeToLiveAsync(key));
        }
    }

    private static async Task<bool> IsRegressedAsync(Task call)
    {
        try
        {
            await call;
            return false;
        }
        catch (MeshException e)
        {
            Assert.Equal((MeshErrorCode.Unavailable, "conversation_regressed"), (e.Error.Code, e.Error.Reason));
            return true;
        }
    }

    private async Task SendThreeAsync()
    {
        await _turns.CreateAsync();
        foreach (var id in new[] { "t1", "t2", "t3" })
        {
            await _turns.AppendAsync(id);
        }
    }

    private async Task DeleteAsync(string part)
    {
        var raw = await _redis.RawAsync();
        Assert.True(await (part.Split(' ') switch
        {
            ["head"] => raw.KeyDeleteAsync(_redis.Keys.Head(s_key)),
            ["turns"] => raw.KeyDeleteAsync(_redis.Keys.Turns(s_key)),
            ["turn-ids"] => raw.KeyDeleteAsync(_redis.Keys.TurnIds(s_key)),
            ["turn", var number] => raw.HashDeleteAsync(_redis.Keys.Turns(s_key), number),
            [_, var id] => raw.HashDeleteAsync(_redis.Keys.TurnIds(s_key), id),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        }));
    }
}
