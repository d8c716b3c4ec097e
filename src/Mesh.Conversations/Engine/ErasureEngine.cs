using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;

namespace Mesh.Conversations.Engine;

/// <summary>The end of one conversation, what keeps it from ending, and what is told of it.</summary>
public sealed class ErasureEngine
{
    /// <summary>How long after a turn's end a silo may still hold its frames, with room for clocks that differ.</summary>
    private static readonly TimeSpan s_frames = TimeSpan.FromMinutes(5);

    private readonly ConversationKey _key;
    private readonly IConversationLog _log;
    private readonly TimeProvider _time;
    private readonly GuardedHead _heads;

    /// <summary>An engine for one conversation.</summary>
    public ErasureEngine(ConversationKey key, IConversationLog log, TimeProvider time)
    {
        (_key, _log, _time) = (key, log, time);
        _heads = new GuardedHead(key, log);
    }

    /// <summary>Deletes it: turns, their ids and the notes go in one step, a tombstone stays, and what is still running can write no more.</summary>
    /// <param name="order">Who wants it, why, and what stays where it cannot be reached.</param>
    /// <param name="isWanted">Whether a head is to be deleted; what it throws refuses the deletion. Asked for the very head that goes.</param>
    /// <param name="cancellationToken">Ends the call; it may be deleted all the same.</param>
    /// <returns>What became of it; null when it was not wanted.</returns>
    /// <exception cref="MeshException">not_found; conflict, reason legal_hold: it is held; unavailable: it may or may not be deleted.</exception>
    public Task<Erasure?> DeleteAsync(ErasureOrder order, Func<ConversationHead, bool> isWanted, CancellationToken cancellationToken) => _heads.StepAsync<Erasure?>(
        async () =>
        {
            var head = await _heads.FindAsync(cancellationToken) ?? throw ConversationErrors.NotFound(_key.Id);
            if (head.DeletedAt is not null)
            {
                return (new Erasure(new ConversationDeleted(false, head.Deletion), []), null);
            }

            if (!isWanted(head))
            {
                return (null, null);
            }

            // The write holds only if the head is still this one, so that what is counted is what goes.
            var (now, count) = (_time.GetUtcNow(), await CountAsync(head, cancellationToken));
            var report = count.Report(head, order.Cause, now, Remains(head, order));
            return (new Erasure(new ConversationDeleted(true, report), count.Owners), Deletion(head, report, order.By, now));
        },
        cancellationToken);

    /// <summary>Puts it under a legal hold or takes the hold away; the same twice is one.</summary>
    /// <param name="held">Whether it is to be held.</param>
    /// <param name="by">The id of the key that wants it.</param>
    /// <param name="cancellationToken">Ends the call; it may be done all the same.</param>
    /// <exception cref="MeshException">not_found; unavailable: it may or may not be done.</exception>
    public Task<ConversationHead> HoldAsync(bool held, string by, CancellationToken cancellationToken) => _heads.StepAsync<ConversationHead>(
        async () =>
        {
            var head = await _heads.ReadAsync(null, cancellationToken);
            if (head.Hold is not null == held)
            {
                return (head, null);
            }

            var now = _time.GetUtcNow();
            var next = head with { Sequence = head.Sequence + 1, Hold = held ? new LegalHold(now, by) : null, UpdatedAt = now };
            var kind = held ? ConversationEventKind.Held : ConversationEventKind.Released;
            return (next, new LogWrite { Seen = head, Head = next, Events = [new ConversationEvent { Sequence = next.Sequence, Kind = kind, At = now, By = by }] });
        },
        cancellationToken);

    /// <summary>Notes that another conversation is about to take a copy of its turns; the same one twice is one while it is among the last ones.</summary>
    /// <exception cref="MeshException">not_found; unavailable: it may or may not be noted.</exception>
    public Task<ConversationHead> NoteForkAsync(string fork, CancellationToken cancellationToken) => _heads.StepAsync<ConversationHead>(
        async () =>
        {
            var head = await _heads.ReadAsync(null, cancellationToken);
            if (head.Forks.Contains(fork))
            {
                return (head, null);
            }

            var next = head with { Sequence = head.Sequence + 1, Forks = [.. head.Forks.Append(fork).TakeLast(ConversationHead.MostForks)], ForkCount = head.ForkCount + 1 };
            return (next, new LogWrite { Seen = head, Head = next });
        },
        cancellationToken);

    private async Task<ErasureCount> CountAsync(ConversationHead head, CancellationToken cancellationToken)
    {
        var count = new ErasureCount(head, _time.GetUtcNow() - s_frames);
        count.Add(await _log.ReadNotesAsync(_key, cancellationToken));
        for (var from = 1L; from <= head.Turns; from += LogBounds.MostTurnsRead)
        {
            foreach (var turn in await _log.ReadTurnsAsync(_key, from, (int)Math.Min(LogBounds.MostTurnsRead, head.Turns - from + 1), cancellationToken))
            {
                count.Add(turn);
            }
        }

        return count;
    }

    private static IReadOnlyList<NotRemoved> Remains(ConversationHead head, ErasureOrder order) =>
    [
        .. head.Turns > 0 ? [new NotRemoved("vendor_copies", "What vendors keep of the requests that they answered, and of files, is theirs to delete: the mesh does not speak their APIs for it.")] : Array.Empty<NotRemoved>(),
        .. head.ForkCount > 0 ? [new NotRemoved("forks", "Each fork owns a copy of the turns up to where it began. Delete it by its own id.")] : Array.Empty<NotRemoved>(),
        .. order.Remains,
    ];

    private static LogWrite Deletion(ConversationHead head, DeletionReport report, string by, DateTimeOffset now)
    {
        var tombstone = new ConversationHead
        {
            Tenant = head.Tenant,
            Id = head.Id,
            Sequence = head.Sequence + 1,
            Epoch = head.Epoch + 1,
            Version = head.Version,
            CreatedAt = head.CreatedAt,
            UpdatedAt = now,
            DeletedAt = now,
            Deletion = report,
        };
        var deleted = new ConversationEvent { Sequence = tombstone.Sequence, Kind = ConversationEventKind.Deleted, At = now, By = by, Deletion = report };
        return new LogWrite { Seen = head, Head = tombstone, ErasesTurns = true, Events = head.Running is { } running ? [Abandonment(running, tombstone), deleted] : [deleted] };
    }

    private static ConversationEvent Abandonment(RunningTurn running, ConversationHead tombstone) =>
        new() { Sequence = tombstone.Sequence, Kind = ConversationEventKind.TurnAbandoned, At = tombstone.UpdatedAt, Number = running.Number, Attempt = running.Attempt };
}
