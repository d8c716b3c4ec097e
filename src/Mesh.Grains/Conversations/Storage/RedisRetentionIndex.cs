using System.Globalization;
using System.Text;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Redis;
using StackExchange.Redis;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// The index of what retention looks at in the cluster's Redis: one sorted set a shard, whose members are a lane's letter, the tenant in hex, a
/// dot, the time in 19 digits and the conversation's id. The script that writes a conversation writes its places in the same step.
/// </summary>
internal sealed class RedisRetentionIndex(RedisConnections connections, RedisClusterOptions options, RedisGuard guard) : IRetentionIndex
{
    private const int TimeLength = 19;
    private readonly RedisConversationKeys _keys = new(options.Cluster);

    /// <inheritdoc/>
    public string Leftover => "The Redis' append-only file holds what was written until it is next rewritten: by itself when it has grown enough, or at once with BGREWRITEAOF.";

    /// <summary>The two places of a conversation, as the script that writes it takes them; empty for none.</summary>
    public static IEnumerable<RedisValue> Places(ConversationKey key, ConversationHead head)
    {
        var entries = RetentionEntry.Of(head);
        for (var i = 0; i < 2; i++)
        {
            yield return i < entries.Count ? $"{Prefix(entries[i].Lane, key.Tenant)}{Digits(entries[i].At)}{key.Id}" : "";
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadTenantsAsync(int shard, RetentionLane lane, string after, int count, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(count);
        return RunAsync<IReadOnlyList<string>>(
            async database =>
                [.. ((string[])(await database.ScriptEvaluateAsync(RedisConversationScripts.Tenants, [_keys.Due(shard)], [Letter(lane), Hex(after), count]))!).Select(t => Encoding.UTF8.GetString(Convert.FromHexString(t)))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadAsync(RetentionRange range, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(range.Count);
        var prefix = Prefix(range.Lane, range.Tenant);

        // Up to and with the time, whatever id follows it.
        var until = range.Until == DateTimeOffset.MaxValue ? prefix + ':' : prefix + Digits(range.Until.AddTicks(1));
        var skipped = prefix.Length + TimeLength;
        return RunAsync<IReadOnlyList<ConversationKey>>(
            async database =>
                [.. (await database.SortedSetRangeByValueAsync(_keys.Due(range.Shard), prefix, until, Exclude.Stop, take: range.Count)).Select(m => new ConversationKey(range.Tenant, Encoding.UTF8.GetString(((byte[])m!).AsSpan(skipped))))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(int shard, RetentionLane lane, CancellationToken cancellationToken) =>
        RunAsync(database => database.SortedSetLengthByValueAsync(_keys.Due(shard), Letter(lane), Letter(lane + 1), Exclude.Stop), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PurgeAsync(ConversationKey key, ConversationHead tombstone, CancellationToken cancellationToken)
    {
        tombstone.ThrowIfNoTombstone();
        return RunAsync(
            async database => (int)await database.ScriptEvaluateAsync(
                RedisConversationScripts.Purge,
                [_keys.Head(key), _keys.Turns(key), _keys.TurnIds(key), _keys.Outbox(key), _keys.Due(key)],
                [tombstone.Sequence.ToString(CultureInfo.InvariantCulture), tombstone.Epoch.ToString(CultureInfo.InvariantCulture)]) == 1,
            cancellationToken);
    }

    private static string Letter(RetentionLane lane) => ((char)('a' + (int)lane)).ToString();

    private static string Prefix(RetentionLane lane, string tenant) => $"{Letter(lane)}{Hex(tenant)}.";

    // As its bytes are ordered, and without anything that could be taken for the dot.
    private static string Hex(string tenant) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(tenant));

    private static string Digits(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture).PadLeft(TimeLength, '0');

    private Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return guard.RunAsync(async () => await call((await connections.StateAsync()).GetDatabase()).WaitAsync(cancellationToken));
    }
}
