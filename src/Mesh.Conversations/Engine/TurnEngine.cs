using System.Globalization;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Engine;

/// <summary>
/// The protocol of turns over a log, for one conversation. Each attempt has two durable writes: the intent before a model is asked, the end
/// before its caller is told. Two of these may run for one conversation at once, as two activations of a grain may for a moment: the log
/// lets one of them write.
/// </summary>
public sealed class TurnEngine
{
    /// <summary>How long after its deadline an attempt counts as given up, where nobody knows better.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long an attempt may take, and takes at most where it names no deadline.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(30);

    private readonly ConversationKey _key;
    private readonly IConversationLog _log;
    private readonly IOwnerLiveness _owners;
    private readonly TimeProvider _time;
    private readonly GuardedHead _heads;

    /// <summary>An engine for one conversation.</summary>
    public TurnEngine(ConversationKey key, IConversationLog log, IOwnerLiveness owners, TimeProvider time)
    {
        (_key, _log, _owners, _time) = (key, log, owners, time);
        _heads = new GuardedHead(key, log);
    }

    /// <summary>Begins a turn, or says what has become of the one with its id.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="owner">The silo that would run it.</param>
    /// <param name="cancellationToken">Ends the call; a turn may have begun all the same, and the same request finds it.</param>
    /// <exception cref="MeshException">
    /// invalid_request: turn_id_invalid; not_found; conflict: turn_id_reused, stale_version; unavailable: conversation_regressed, conversation_contended, or the store is out of
    /// reach, and the turn may or may not have begun.
    /// </exception>
    public Task<TurnBegun> BeginAsync(TurnRequest request, string owner, CancellationToken cancellationToken) => _heads.StepAsync<TurnBegun>(
        async () =>
        {
            if (!TurnIds.IsValid(request.TurnId))
            {
                throw ConversationErrors.TurnIdInvalid();
            }

            return await ReadAsync(request, cancellationToken) is not var (head, known) ? null
                : Known(head, known, request) is { } outcome ? (outcome, null)
                : await StartAsync(head, known, request, owner, cancellationToken);
        },
        cancellationToken);

    /// <summary>What <see cref="BeginAsync"/> would say without beginning anything; null when it would begin.</summary>
    /// <exception cref="MeshException">As at <see cref="BeginAsync"/>.</exception>
    public async Task<TurnBegun?> LookAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var (seen, known) = await _heads.StepAsync<(ConversationHead, TurnRecord?)>(
            async () => await ReadAsync(request, cancellationToken) is { } read ? (read, null) : null, cancellationToken);
        return Known(seen, known, request);
    }

    /// <summary>Ends an attempt. The same end twice is one.</summary>
    /// <param name="lease">The attempt.</param>
    /// <param name="ending">Its end: committed with an answer, interrupted, failed or cancelled.</param>
    /// <param name="cancellationToken">Ends the call; the end may be kept all the same.</param>
    /// <exception cref="MeshException">unavailable: the end may or may not be kept, end it again to know; reason conversation_regressed: it is not.</exception>
    public Task<TurnEnded> EndAsync(TurnLease lease, TurnEnding ending, CancellationToken cancellationToken)
    {
        if (ending is { State: TurnState.Accepted or TurnState.Generating } or { State: TurnState.Committed, Answer: null })
        {
            throw new ArgumentException($"An end that is {ending.State} {(ending.Answer is null ? "without an" : "with its")} answer is none.", nameof(ending));
        }

        return _heads.StepAsync(() => EndOnceAsync(lease, ending, cancellationToken), cancellationToken);
    }

    /// <summary>Ends whatever attempt at a turn is under way, whoever runs it; gives the turn as it is then.</summary>
    /// <exception cref="MeshException">not_found; unavailable: as at <see cref="EndAsync"/>.</exception>
    public Task<TurnRecord> CancelAsync(string turnId, CancellationToken cancellationToken) => _heads.StepAsync<TurnRecord>(
        async () =>
        {
            var head = await _heads.ReadAsync(null, cancellationToken);
            var turn = await _log.FindTurnAsync(_key, turnId, cancellationToken) ?? throw await _heads.AbsentAsync(ConversationErrors.TurnNotFound(turnId), cancellationToken);
            if (turn.IsOver)
            {
                return (turn, null);
            }

            if (turn.Epoch != head.Running?.Epoch)
            {
                await _heads.MovedOnAsync(head, turn.Number, cancellationToken);
                return null;
            }

            var (ended, write) = Ended(head, turn, new TurnEnding(TurnState.Cancelled, null));
            return (ended, write);
        },
        cancellationToken);

    private async Task<(TurnEnded, LogWrite?)?> EndOnceAsync(TurnLease lease, TurnEnding ending, CancellationToken cancellationToken)
    {
        // A deleted conversation leaves a tombstone: where nothing is left, or less than the attempt began with, the store has lost it.
        var head = await _heads.FindAsync(cancellationToken) ?? throw ConversationErrors.Regressed(_key.Id, "all of it");
        if (head.DeletedAt is not null)
        {
            return (new TurnEnded(false, null), null);
        }

        var turn = await _heads.TurnAsync(lease.Number, cancellationToken);
        var loss = turn is null || head.Epoch < lease.Epoch ? $"attempt {lease.Attempt} of turn {lease.Number}" : await _heads.LossAsync(head, cancellationToken);
        if (turn is null || loss is not null)
        {
            return await _heads.FindAsync(cancellationToken) is { DeletedAt: not null } ? null : throw ConversationErrors.Regressed(_key.Id, loss!);
        }

        if (GuardedHead.IsNewer(turn, head))
        {
            await _heads.MovedOnAsync(head, turn.Number, cancellationToken);
            return null;
        }

        if (head.Running is not { } running || running.Number != lease.Number || running.Epoch != lease.Epoch)
        {
            // An end whose acknowledgement was lost is found again by its fence; somebody else's end of the attempt by what it says.
            return (new TurnEnded(turn.Epoch == lease.Epoch && Holds(turn, ending), turn), null);
        }

        var (ended, write) = Ended(head, turn, ending);
        return (new TurnEnded(true, ended), write);
    }

    private static bool Holds(TurnRecord turn, TurnEnding ending) =>
        turn.State == ending.State && turn.Error?.Reason == ending.Error?.Reason && TurnDigest.Of(turn.Answer) == TurnDigest.Of(ending.Answer);

    private async Task<MeshException> LostAsync(long number, CancellationToken cancellationToken) =>
        await _heads.AbsentAsync(ConversationErrors.Regressed(_key.Id, $"turn {number}"), cancellationToken);

    // The head and the turn that belong together; null when another writer came between.
    private async Task<(ConversationHead Head, TurnRecord? Known)?> ReadAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var head = await _heads.ReadAsync(request.ExpectedVersion, cancellationToken);
        var known = await _log.FindTurnAsync(_key, request.TurnId, cancellationToken);
        if (known is null && head.Running?.TurnId == request.TurnId)
        {
            throw await LostAsync(head.Running.Number, cancellationToken);
        }

        if (known is not null && GuardedHead.IsNewer(known, head))
        {
            await _heads.MovedOnAsync(head, known.Number, cancellationToken);
            return null;
        }

        return (head, known);
    }

    private TurnBegun? Known(ConversationHead head, TurnRecord? known, TurnRequest request)
    {
        if (known is not null && known.Request.Hash != request.Hash)
        {
            throw ConversationErrors.TurnReused(request.TurnId);
        }

        if (known is { State: TurnState.Committed or TurnState.Cancelled })
        {
            return new TurnBegun { Admission = TurnAdmission.Replayed, Head = head, Turn = known };
        }

        if (head.Running is { } running && !IsGivenUp(running))
        {
            return running.TurnId == request.TurnId
                ? new TurnBegun { Admission = TurnAdmission.Joined, Head = head, Turn = known, Owner = running.Owner }
                : new TurnBegun { Admission = TurnAdmission.Queued, Head = head };
        }

        return request.ExpectedVersion is { } expected && expected != head.Version ? throw ConversationErrors.StaleVersion(expected, head.Version) : null;
    }

    private async Task<(TurnBegun, LogWrite?)> StartAsync(ConversationHead head, TurnRecord? known, TurnRequest request, string owner, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var epoch = head.Epoch + 1;
        var (parent, whole) = await PlaceAsync(head, request, cancellationToken);
        var turn = new TurnRecord
        {
            Number = known?.Number ?? head.Turns + 1,
            Parent = parent,
            Request = whole,
            State = TurnState.Accepted,
            Attempt = (known?.Attempt ?? 0) + 1,
            Epoch = epoch,
            AcceptedAt = known?.AcceptedAt ?? now,
            Owner = owner,
        };
        var abandoned = await AbandonedAsync(head, turn, now, cancellationToken);
        var next = head with
        {
            Sequence = head.Sequence + 1,
            Epoch = epoch,
            Turns = Math.Max(head.Turns, turn.Number),
            UpdatedAt = now,
            ActiveAt = now,
            Running = new RunningTurn
            {
                Number = turn.Number,
                TurnId = request.TurnId,
                Attempt = turn.Attempt,
                Epoch = epoch,
                Owner = owner,
                Deadline = now + Allowed(request.Timeout) + Grace,
            },
        };
        var write = new LogWrite { Seen = head, Head = next, Turns = abandoned is null ? [turn] : [abandoned, turn], Events = Abandonment(head, next, now) };
        return (new TurnBegun { Admission = TurnAdmission.Started, Head = next, Turn = turn, Owner = owner }, write);
    }

    // A turn that another one supersedes is over; one that is begun anew is not.
    private async Task<TurnRecord?> AbandonedAsync(ConversationHead head, TurnRecord turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (head.Running is not { } running || running.Number == turn.Number)
        {
            return null;
        }

        var left = await _heads.TurnAsync(running.Number, cancellationToken) ?? throw await LostAsync(running.Number, cancellationToken);
        return left with
        {
            State = TurnState.Interrupted,
            EndedAt = now,
            Error = new MeshError { Code = MeshErrorCode.Interrupted, Reason = "owner_lost", Message = "The silo that ran the turn has gone. Send it again to have it answered." },
        };
    }

    private static IReadOnlyList<ConversationEvent> Abandonment(ConversationHead head, ConversationHead next, DateTimeOffset now) => head.Running is { } running
        ? [new ConversationEvent { Sequence = next.Sequence, Kind = ConversationEventKind.TurnAbandoned, At = now, Number = running.Number, Attempt = running.Attempt }]
        : [];

    private async Task<(long Parent, TurnRequest Request)> PlaceAsync(ConversationHead head, TurnRequest request, CancellationToken cancellationToken)
    {
        switch (request.Kind)
        {
            case TurnKind.Send:
                return (head.Leaf, request);
            case TurnKind.Follow:
                var before = await _log.FindTurnAsync(_key, request.Follows!, cancellationToken) ?? throw await _heads.AbsentAsync(ConversationErrors.TurnNotFound(request.Follows!), cancellationToken);
                return before.State == TurnState.Committed ? (before.Number, request) : throw ConversationErrors.NotCommitted(before);
            default:
                var target = await _heads.TurnAsync(request.Target, cancellationToken) ?? throw await _heads.AbsentAsync(ConversationErrors.TurnNotFound(request.Target), cancellationToken);
                return (target.Parent, request.Kind == TurnKind.Edit ? request : request with { Chat = Again(request.Chat, target.Request.Chat) });
        }
    }

    private static ChatRequest Again(ChatRequest asked, ChatRequest before) => asked with { Messages = before.Messages, Tools = asked.Tools is { Count: > 0 } tools ? tools : before.Tools };

    private (TurnRecord, LogWrite) Ended(ConversationHead head, TurnRecord turn, TurnEnding ending)
    {
        var now = _time.GetUtcNow();
        var committed = ending.State == TurnState.Committed;
        var ended = turn with { State = ending.State, Answer = ending.Answer, Error = ending.Error, EndedAt = now, Version = committed ? head.Version + 1 : 0 };
        ended = committed ? ended with { Digest = TurnDigest.After(head.Digest, ended) } : ended;
        var next = head with
        {
            Sequence = head.Sequence + 1,
            Running = null,
            UpdatedAt = now,
            ActiveAt = now,
            CostUsd = head.CostUsd + (ending.Answer?.CostUsd ?? 0),
        };
        next = committed ? next with { Version = ended.Version, Leaf = ended.Number, LastCommitted = ended.Number, Digest = ended.Digest } : next;
        var happened = new ConversationEvent
        {
            Sequence = next.Sequence,
            Kind = ConversationEventKind.TurnEnded,
            At = now,
            Number = ended.Number,
            Attempt = ended.Attempt,
            State = ended.State,
            Usage = ending.Answer?.Usage,
            CostUsd = ending.Answer?.CostUsd ?? 0,
            Model = ending.Answer?.Model ?? "",
        };
        return (ended, new LogWrite { Seen = head, Head = next, Turns = [ended], Events = [happened] });
    }

    private static TimeSpan Allowed(TimeSpan? timeout) => timeout is not { } asked || asked > LongestTurn ? LongestTurn : asked < TimeSpan.Zero ? TimeSpan.Zero : asked;

    private bool IsGivenUp(RunningTurn running) => _time.GetUtcNow() >= running.Deadline || _owners.IsDead(running.Owner);
}
