using Mesh.Conversations.Accounts;
using Mesh.Conversations.Tests.Contract;
using Mesh.Grains.Conversations.Storage;

namespace Mesh.Grains.Tests.Conversations;

public sealed class RedisConversationAccountsTests(RedisFixture redis) : ConversationAccountsContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private OpenRedis _redis = null!;

    protected override IConversationAccounts Accounts => _redis.Accounts;

    public async Task InitializeAsync() => _redis = await OpenRedis.OnAsync(redis.Server);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task UsageOfADay_EndsByItself()
    {
        var now = DateTimeOffset.UtcNow;
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        await Accounts.BookAsync(new("acme", "c1"), [new Booking(1, new UsageLine { Day = day, Model = "m", Committed = 1 }, null)], now, default);

        var left = await (await _redis.RawAsync()).KeyTimeToLiveAsync(_redis.Keys.Usage("acme", day));

        Assert.InRange(left!.Value, IConversationAccounts.Kept - TimeSpan.FromMinutes(5), IConversationAccounts.Kept);
    }
}
