using System.Globalization;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Grains.Redis;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// Conversations in the cluster's Redis. A write is one script over keys in one slot, and touches the head and its own turns alone; it
/// and the search for a turn count what is there, so that parts which went missing are noticed before anything rests on them.
/// </summary>
internal sealed class RedisConversationLog(RedisConnections connections, RedisClusterOptions options, RedisGuard guard, Serializer serializer) : IConversationLog, IPendingOutboxes
{
    // The place of an event in its write, in digits before its record.
    private const int OrdinalLength = 2;
    private readonly RedisConversationKeys _keys = new(options.Cluster);

    /// <inheritdoc/>
    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => RunAsync(
        async database =>
        {
            if ((byte[]?)await database.HashGetAsync(_keys.Head(key), "record") is { } found)
            {
                return serializer.Deserialize<ConversationHead>(found);
            }

            await guard.LookAsync();
            return Record<ConversationHead>(key, await database.ScriptEvaluateAsync(RedisConversationScripts.FindHead, [_keys.Head(key), _keys.Turns(key), _keys.TurnIds(key), _keys.Outbox(key)]));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => RunAsync(
        async database => Record<TurnRecord>(key, await database.ScriptEvaluateAsync(RedisConversationScripts.FindTurn, [_keys.Head(key), _keys.Turns(key), _keys.TurnIds(key)], [turnId])),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogBounds.MostTurnsRead);
        RedisValue[] numbers = [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => (RedisValue)(from + i))];
        return RunAsync<IReadOnlyList<TurnRecord>>(
            async database => numbers.Length == 0
                ? []
                : [.. (await database.HashGetAsync(_keys.Turns(key), numbers)).Where(record => !record.IsNull).Select(record => serializer.Deserialize<TurnRecord>((byte[])record!)!)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => RunAsync(
        async database => (byte[]?)await database.HashGetAsync(_keys.Head(key), "notes") is { } found ? serializer.Deserialize<ConversationNotes>(found) : null, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        write.ThrowIfTooLarge();
        RedisKey[] keys = [_keys.Head(key), _keys.Turns(key), _keys.TurnIds(key), _keys.Outbox(key), _keys.Pending(key), _keys.Due(key)];
        RedisValue[] values = Values(key, write);
        return RunAsync(
            async database =>
            {
                if (write.Seen is null)
                {
                    await guard.LookAsync();
                }

                return (int)await database.ScriptEvaluateAsync(RedisConversationScripts.Write, keys, values) switch
                {
                    RedisConversationScripts.Lost => throw Regressed(key),
                    RedisConversationScripts.Stale => WriteOutcome.Stale,
                    _ => WriteOutcome.Written,
                };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<ConversationEvent>>(
        async database => [.. (await database.SortedSetRangeByRankAsync(_keys.Outbox(key), 0, LogBounds.MostEventsRead - 1)).Select(e => serializer.Deserialize<ConversationEvent>(((byte[])e!).AsMemory(OrdinalLength))!)],
        cancellationToken);

    /// <inheritdoc/>
    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => RunAsync(
        database => database.ScriptEvaluateAsync(RedisConversationScripts.Forget, [_keys.Outbox(key), _keys.Pending(key)], [upTo, RedisConversationKeys.NameOf(key)]),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadPendingAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<ConversationKey>>(
        async database =>
        {
            const int each = LogBounds.MostPendingRead / RedisConversationKeys.Buckets;
            var some = await Task.WhenAll(Enumerable.Range(0, RedisConversationKeys.Buckets).Select(bucket => database.SetRandomMembersAsync(_keys.Pending(bucket), each)));
            return [.. some.SelectMany(names => names).Select(name => RedisConversationKeys.KeyOf(name!))];
        },
        cancellationToken);

    private static MeshException Regressed(ConversationKey key) => new(
        MeshErrorCode.Unavailable,
        "conversation_regressed",
        $"The store has lost a part of conversation '{key.Id}' that it had acknowledged. Nothing is written to it until its operator restores the store.");

    private RedisValue[] Values(ConversationKey key, LogWrite write) =>
    [
        write.Seen is { } seen ? Text(seen.Sequence) : "",
        write.Seen is { } known ? Text(known.Epoch) : "",
        Text(write.Head.Sequence),
        Text(write.Head.Epoch),
        serializer.SerializeToArray(write.Head),
        write.ErasesTurns ? "1" : "0",
        RedisConversationKeys.NameOf(key),
        write.Turns.Count,
        write.Events.Count,
        write.Notes is { } notes ? serializer.SerializeToArray(notes) : "",
        .. RedisRetentionIndex.Places(key, write.Head),
        .. write.Turns.SelectMany(turn => new RedisValue[] { Text(turn.Number), turn.Request.TurnId, serializer.SerializeToArray(turn) }),
        .. write.Events.SelectMany(e => new RedisValue[] { Text(e.Sequence), serializer.SerializeToArray(e) }),
    ];

    // As the script compares it: what is stored is text.
    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private T? Record<T>(ConversationKey key, RedisResult found)
        where T : class
    {
        return found switch
        {
            { IsNull: true } => null,
            { Resp2Type: ResultType.Integer } => throw Regressed(key),
            _ => serializer.Deserialize<T>((byte[])found!),
        };
    }

    private Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return guard.RunAsync(async () => await call((await connections.StateAsync()).GetDatabase()).WaitAsync(cancellationToken));
    }
}
