using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Log;

/// <summary>Conversations in the memory of one process: for tests, and for a mesh that is not asked to keep anything.</summary>
public sealed class InMemoryConversationLog : IConversationLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, Kept> _kept = [];

    /// <inheritdoc/>
    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => Task.FromResult(Read(key, kept => kept?.Head));

    /// <inheritdoc/>
    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) =>
        Task.FromResult(Read(key, kept => kept is not null && kept.Numbers.TryGetValue(turnId, out var number) ? kept.Turns[number] : null));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) => Task.FromResult(Read<IReadOnlyList<TurnRecord>>(key, kept =>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogBounds.MostTurnsRead);
        var found = new List<TurnRecord>();
        for (var number = from; kept is not null && number < from + count; number++)
        {
            if (kept.Turns.TryGetValue(number, out var turn))
            {
                found.Add(turn);
            }
        }

        return found;
    }));

    /// <inheritdoc/>
    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => Task.FromResult(Read(key, kept => kept?.Notes));

    /// <inheritdoc/>
    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var kept = _kept.GetValueOrDefault(key);
            if (kept?.Head.Sequence != write.Seen?.Sequence || kept?.Head.Epoch != write.Seen?.Epoch || write.Turns.Any(turn => IsTaken(kept, turn)))
            {
                return Task.FromResult(WriteOutcome.Stale);
            }

            Apply(kept ?? (_kept[key] = new Kept { Head = write.Head }), write);
            return Task.FromResult(WriteOutcome.Written);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) =>
        Task.FromResult(Read<IReadOnlyList<ConversationEvent>>(key, kept => kept is null ? [] : [.. kept.Outbox.Take(LogBounds.MostEventsRead)]));

    /// <inheritdoc/>
    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) =>
        Task.FromResult(Read(key, kept => kept?.Outbox.RemoveAll(e => e.Sequence <= upTo)));

    private static bool IsTaken(Kept? kept, TurnRecord turn) => kept is not null && kept.Numbers.TryGetValue(turn.Request.TurnId, out var number) && number != turn.Number;

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

    private T Read<T>(ConversationKey key, Func<Kept?, T> read)
    {
        lock (_lock)
        {
            return read(_kept.GetValueOrDefault(key));
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
