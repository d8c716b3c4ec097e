using System.Globalization;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Grains.Redis;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// Tenants' lists of conversations in the cluster's Redis, kept up by what is told on from the conversations' outboxes: a list trails the
/// conversations by a moment, and a write of a conversation never waits for it.
/// </summary>
internal sealed class RedisConversationIndex(RedisConnections connections, RedisClusterOptions options, RedisGuard guard, Serializer serializer) : IConversationIndex, IConversationFollower
{
    private const int SequenceLength = 20;
    private const int TimeLength = 19;
    private readonly RedisConversationKeys _keys = new(options.Cluster);

    /// <inheritdoc/>
    public async Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken)
    {
        RedisValue[] values = head.DeletedAt is null
            ? [key.Id, Digits(head.Sequence, SequenceLength), Digits(head.UpdatedAt.UtcTicks, TimeLength), serializer.SerializeToArray(ListedConversation.Of(head))]
            : [key.Id, Digits(head.Sequence, SequenceLength), "", ""];
        await RunAsync(database => database.ScriptEvaluateAsync(RedisConversationScripts.Follow, Keys(key.Tenant), values), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) =>
        RunAsync(database => database.HashDeleteAsync(_keys.Summaries(key.Tenant), key.Id), cancellationToken);

    /// <inheritdoc/>
    public Task<ConversationPage> ListAsync(string tenant, ConversationCursor? cursor, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LogBounds.MostListed);
        var from = cursor is null ? "+" : $"({Digits(cursor.UpdatedAt.UtcTicks, TimeLength)}{cursor.Id}";
        return RunAsync(
            async database =>
            {
                var rows = (byte[]?[])(await database.ScriptEvaluateAsync(RedisConversationScripts.List, Keys(tenant), [from, size + 1]))!;
                if (rows.Length == 0)
                {
                    await guard.LookAsync();
                }

                return ConversationPage.Of([.. rows.OfType<byte[]>().Select(row => serializer.Deserialize<ListedConversation>(row.AsMemory(SequenceLength + TimeLength))!)], size);
            },
            cancellationToken);
    }

    private static string Digits(long number, int length) => number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');

    private RedisKey[] Keys(string tenant) => [_keys.List(tenant), _keys.Summaries(tenant)];

    private Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return guard.RunAsync(async () => await call((await connections.StateAsync()).GetDatabase()).WaitAsync(cancellationToken));
    }
}
