using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;

namespace Mesh.Conversations.Log;

/// <summary>Conversations in the memory of one process: for tests, and for a mesh that is not asked to keep anything.</summary>
public sealed class InMemoryConversationLog : IConversationLog, IConversationIndex, IPendingOutboxes, IRetentionIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, Kept> _kept = [];
    private long _looks;

    /// <inheritdoc/>
    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) =>
        DoAsync(() => _kept.GetValueOrDefault(key)?.Head, cancellationToken);

    /// <inheritdoc/>
    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) =>
        DoAsync(() => _kept.TryGetValue(key, out var kept) && kept.Numbers.TryGetValue(turnId, out var number) ? kept.Turns[number] : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogBounds.MostTurnsRead);
        return DoAsync<IReadOnlyList<TurnRecord>>(() => _kept.TryGetValue(key, out var kept) ? [.. Range(kept, from, count)] : [], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) =>
        DoAsync(() => _kept.GetValueOrDefault(key)?.Notes, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        write.ThrowIfTooLarge();
        return DoAsync(
            () =>
            {
                var kept = _kept.GetValueOrDefault(key);
                if (kept?.Head.Sequence != write.Seen?.Sequence || kept?.Head.Epoch != write.Seen?.Epoch || write.Turns.Any(turn => IsTaken(kept, turn)))
                {
                    return WriteOutcome.Stale;
                }

                Apply(kept ?? (_kept[key] = new Kept { Head = write.Head }), write);
                return WriteOutcome.Written;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) =>
        DoAsync<IReadOnlyList<ConversationEvent>>(() => _kept.TryGetValue(key, out var kept) ? [.. kept.Outbox.Take(LogBounds.MostEventsRead)] : [], cancellationToken);

    /// <inheritdoc/>
    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) =>
        DoAsync(() => _kept.GetValueOrDefault(key)?.Outbox.RemoveAll(e => e.Sequence <= upTo), cancellationToken);

    /// <inheritdoc/>
    public Task<ConversationPage> ListAsync(string tenant, ConversationCursor? cursor, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LogBounds.MostListed);
        return DoAsync(
            () => ConversationPage.Of(
                [
                    .. _kept.Where(pair => pair.Key.Tenant == tenant && pair.Value.Head.DeletedAt is null)
                        .Select(pair => pair.Value.Head)
                        .OrderByDescending(head => head.UpdatedAt)
                        .ThenByDescending(head => head.Id, StringComparer.Ordinal)
                        .Where(head => cursor is null || IsAfter(cursor, head))
                        .Take(size + 1)
                        .Select(ListedConversation.Of),
                ],
                size),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadPendingAsync(CancellationToken cancellationToken) => DoAsync<IReadOnlyList<ConversationKey>>(
        () =>
        {
            ConversationKey[] pending = [.. _kept.Where(pair => pair.Value.Outbox.Count > 0).Select(pair => pair.Key)];
            var start = pending.Length == 0 ? 0 : (int)(_looks++ * LogBounds.MostPendingRead % pending.Length);
            return [.. pending.Skip(start).Concat(pending.Take(start)).Take(LogBounds.MostPendingRead)];
        },
        cancellationToken);

    /// <inheritdoc/>
    public string? Leftover => null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadTenantsAsync(int shard, RetentionLane lane, string after, int count, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(count);
        return DoAsync<IReadOnlyList<string>>(
            () => [.. In(shard, lane).Select(e => e.Key.Tenant).Distinct().Where(t => string.CompareOrdinal(t, after) > 0).Order(StringComparer.Ordinal).Take(count)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationKey>> ReadAsync(RetentionRange range, CancellationToken cancellationToken)
    {
        RetentionRange.ThrowIfOutOfBounds(range.Count);
        return DoAsync<IReadOnlyList<ConversationKey>>(
            () => [.. In(range.Shard, range.Lane).Where(e => e.Key.Tenant == range.Tenant && e.At <= range.Until).OrderBy(e => e.At).Select(e => e.Key).Take(range.Count)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(int shard, RetentionLane lane, CancellationToken cancellationToken) => DoAsync(() => (long)In(shard, lane).Count(), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PurgeAsync(ConversationKey key, ConversationHead tombstone, CancellationToken cancellationToken)
    {
        tombstone.ThrowIfNoTombstone();
        return DoAsync(
            () => !_kept.TryGetValue(key, out var kept)
                || (kept.Head.Sequence == tombstone.Sequence && kept.Head.Epoch == tombstone.Epoch && kept.Outbox.Count == 0 && _kept.Remove(key)),
            cancellationToken);
    }

    private IEnumerable<(ConversationKey Key, DateTimeOffset At)> In(int shard, RetentionLane lane) =>
        from kept in _kept
        where ConversationShards.Of(kept.Key) == shard
        from entry in RetentionEntry.Of(kept.Value.Head)
        where entry.Lane == lane
        select (kept.Key, entry.At);

    private static bool IsTaken(Kept? kept, TurnRecord turn) => kept is not null && kept.Numbers.TryGetValue(turn.Request.TurnId, out var number) && number != turn.Number;

    private static bool IsAfter(ConversationCursor cursor, ConversationHead head) =>
        head.UpdatedAt < cursor.UpdatedAt || (head.UpdatedAt == cursor.UpdatedAt && string.CompareOrdinal(head.Id, cursor.Id) < 0);

    private static IEnumerable<TurnRecord> Range(Kept kept, long from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            if (kept.Turns.TryGetValue(number, out var turn))
            {
                yield return turn;
            }
        }
    }

    private static void Apply(Kept kept, LogWrite write)
    {
        kept.Head = write.Head;
        if (write.ErasesTurns)
        {
            kept.Turns.Clear();
            kept.Numbers.Clear();
            kept.Notes = null;
        }

        kept.Notes = write.Notes ?? kept.Notes;

        foreach (var turn in write.Turns)
        {
            kept.Turns[turn.Number] = turn;
            kept.Numbers[turn.Request.TurnId] = turn.Number;
        }

        kept.Outbox.AddRange(write.Events);
    }

    private Task<T> DoAsync<T>(Func<T> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            return Task.FromResult(step());
        }
    }

    private sealed class Kept
    {
        public required ConversationHead Head { get; set; }

        public ConversationNotes? Notes { get; set; }

        public Dictionary<long, TurnRecord> Turns { get; } = [];

        public Dictionary<string, long> Numbers { get; } = new(StringComparer.Ordinal);

        public List<ConversationEvent> Outbox { get; } = [];
    }
}
