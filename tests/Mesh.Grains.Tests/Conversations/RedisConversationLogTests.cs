using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Conversations.Tests.Contract;

namespace Mesh.Grains.Tests.Conversations;

public sealed class RedisConversationLogTests(RedisFixture redis) : ConversationLogContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private OpenRedis _redis = null!;

    protected override IConversationLog Log => _redis.Log;

    protected override IConversationIndex Index => _redis.Index;

    protected override IPendingOutboxes Pending => _redis.Log;

    protected override IRetentionIndex Retention => _redis.Retention;

    protected override int Courses => 30;

    public async Task InitializeAsync() => _redis = await OpenRedis.OnAsync(redis.Server);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    protected override Task SettleAsync(ConversationKey key) => _redis.Outbox.TellOnAsync(key, default);
}
