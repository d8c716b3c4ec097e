using System.Globalization;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Engine;

/// <summary>A conversation apart from its running turn: created, read, changed.</summary>
public sealed class ConversationEngine
{
    private const long BranchRead = 32;
    private readonly ConversationKey _key;
    private readonly IConversationLog _log;
    private readonly TimeProvider _time;
    private readonly Func<string> _by;
    private readonly GuardedHead _heads;

    /// <summary>An engine for one conversation.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="log">Where it is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="by">The id of the key for which a step is made; null where nobody asks.</param>
    public ConversationEngine(ConversationKey key, IConversationLog log, TimeProvider time, Func<string>? by = null)
    {
        (_key, _log, _time, _by) = (key, log, time, by ?? (() => ""));
        _heads = new GuardedHead(key, log);
    }

    /// <summary>Creates it. The same creation twice is one.</summary>
    /// <param name="settings">What its owner sets.</param>
    /// <param name="hash">Digest of what the caller sent.</param>
    /// <param name="cancellationToken">Ends the call; it may be created all the same.</param>
    /// <exception cref="MeshException">conflict, reason conversation_exists: there is another one of that id, or was; unavailable: it may or may not be created.</exception>
    public Task<ConversationHead> CreateAsync(ConversationSettings settings, string hash, CancellationToken cancellationToken) => _heads.StepAsync<ConversationHead>(
        async () =>
        {
            if (await _heads.FindAsync(cancellationToken) is { } there)
            {
                return there.DeletedAt is null && there.CreationHash == hash ? (there, null) : throw ConversationErrors.Exists(_key.Id);
            }

            var now = _time.GetUtcNow();
            var head = new ConversationHead { Tenant = _key.Tenant, Id = _key.Id, Sequence = 1, Settings = settings, CreationHash = hash, CreatedAt = now, UpdatedAt = now, ActiveAt = now };
            return (head, Write(null, head, ConversationEventKind.Created));
        },
        cancellationToken);

    /// <summary>Reads the head.</summary>
    /// <param name="seen">The version that the caller saw last; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MeshException">not_found; unavailable, reason conversation_regressed: less is kept than was acknowledged.</exception>
    public Task<ConversationHead> ReadAsync(long? seen, CancellationToken cancellationToken) => _heads.ReadAsync(seen, cancellationToken);

    /// <summary>Changes settings.</summary>
    /// <param name="change">Gives the new settings from those that are kept.</param>
    /// <param name="expectedVersion">The version that the change builds on; null for whatever is there.</param>
    /// <param name="cancellationToken">Ends the call; they may be changed all the same.</param>
    /// <exception cref="MeshException">not_found; conflict, reason stale_version; unavailable: they may or may not be changed.</exception>
    public Task<ConversationHead> UpdateAsync(Func<ConversationSettings, ConversationSettings> change, long? expectedVersion, CancellationToken cancellationToken) => _heads.StepAsync<ConversationHead>(
        async () =>
        {
            var head = await _heads.ReadAsync(expectedVersion, cancellationToken);
            if (expectedVersion is { } expected && expected != head.Version)
            {
                throw ConversationErrors.StaleVersion(expected, head.Version);
            }

            var next = head with { Sequence = head.Sequence + 1, Settings = change(head.Settings), UpdatedAt = _time.GetUtcNow() };
            return (next, Write(head, next, ConversationEventKind.Updated));
        },
        cancellationToken);

    /// <summary>Takes over committed turns of another conversation behind those that were taken over before. The same ones twice are one.</summary>
    /// <param name="turns">The turns in their order, at most <see cref="LogBounds.MostTurnsWritten"/>.</param>
    /// <param name="from">How many were taken over before these.</param>
    /// <param name="cancellationToken">Ends the call; they may be taken over all the same.</param>
    /// <exception cref="MeshException">not_found; conflict, reason conversation_exists: it has turns of its own; unavailable: they may or may not be taken over.</exception>
    public Task<ConversationHead> CopyAsync(IReadOnlyList<TurnRecord> turns, long from, CancellationToken cancellationToken) => _heads.StepAsync<ConversationHead>(
        async () =>
        {
            var head = await _heads.ReadAsync(null, cancellationToken);
            if (head.Turns >= from + turns.Count && head.Epoch == 0)
            {
                return (head, null);
            }

            // An epoch is given to each turn that was ever begun here.
            if (head.Turns != from || head.Epoch != 0)
            {
                throw ConversationErrors.Exists(_key.Id);
            }

            var copies = new List<TurnRecord>();
            var now = _time.GetUtcNow();
            var next = head with { Sequence = head.Sequence + 1, UpdatedAt = now, ActiveAt = now };
            foreach (var turn in turns)
            {
                var copy = turn with { Number = next.Turns + 1, Parent = next.Leaf, Version = next.Version + 1, Attempt = 1, Epoch = 0, Owner = "" };
                copy = copy with { Digest = TurnDigest.After(next.Digest, copy) };
                copies.Add(copy);
                next = next with { Turns = copy.Number, Leaf = copy.Number, LastCommitted = copy.Number, Version = copy.Version, Digest = copy.Digest };
            }

            return (next, Write(head, next, ConversationEventKind.Updated) with { Turns = copies });
        },
        cancellationToken);

    /// <summary>A turn by the caller's id of it.</summary>
    /// <exception cref="MeshException">not_found; unavailable.</exception>
    public async Task<TurnRecord> TurnAsync(string turnId, CancellationToken cancellationToken)
    {
        await _heads.ReadAsync(null, cancellationToken);
        return await _log.FindTurnAsync(_key, turnId, cancellationToken) ?? throw await _heads.AbsentAsync(ConversationErrors.TurnNotFound(turnId), cancellationToken);
    }

    /// <summary>Turns by number, ascending, those on other branches and those that did not end well included.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="count">How many numbers, at most <see cref="LogBounds.MostTurnsRead"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MeshException">not_found; unavailable: conversation_regressed, one that must be there is not; conversation_contended.</exception>
    public Task<(ConversationHead Head, IReadOnlyList<TurnRecord> Turns)> TurnsAsync(long from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogBounds.MostTurnsRead);
        var first = Math.Max(1, from);
        return _heads.StepAsync<(ConversationHead, IReadOnlyList<TurnRecord>)>(
            async () =>
            {
                var head = await _heads.ReadAsync(null, cancellationToken);
                var expected = (int)Math.Clamp(head.Turns - first + 1, 0, count);
                var turns = await _log.ReadTurnsAsync(_key, first, expected, cancellationToken);
                if (turns.Count < expected)
                {
                    throw await _heads.AbsentAsync(ConversationErrors.Regressed(_key.Id, $"{expected - turns.Count} of turns {first} to {first + expected - 1}"), cancellationToken);
                }

                if (turns.FirstOrDefault(turn => GuardedHead.IsNewer(turn, head)) is { } newer)
                {
                    await _heads.MovedOnAsync(head, newer.Number, cancellationToken);
                    return null;
                }

                return ((head, turns), null);
            },
            cancellationToken);
    }

    /// <summary>The committed turns of the branch that ends in <paramref name="leaf"/>, the last ones first, for as long as they are wanted.</summary>
    /// <param name="leaf">The last turn; 0 for an empty branch.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MeshException">not_found; conflict, reason turn_not_committed: it is no history; unavailable, reason conversation_regressed: a turn that must be there is not.</exception>
    public async IAsyncEnumerable<TurnRecord> BranchAsync(long leaf, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = new Dictionary<long, TurnRecord>();
        var (first, version) = (leaf, long.MaxValue);
        while (leaf > 0)
        {
            if (!read.Remove(leaf, out var turn))
            {
                read.Clear();
                var from = Math.Max(1, leaf - BranchRead + 1);
                foreach (var found in await _log.ReadTurnsAsync(_key, from, (int)(leaf - from + 1), cancellationToken))
                {
                    read[found.Number] = found;
                }

                turn = read.Remove(leaf, out var there) ? there : throw await MissingAsync(leaf, cancellationToken);
            }

            if (turn.State != TurnState.Committed && leaf == first)
            {
                throw ConversationErrors.NotCommitted(turn);
            }

            // Each turn was committed after the one that it follows, so that no branch goes round in a circle.
            if (turn.State != TurnState.Committed || turn.Version >= version)
            {
                throw ConversationErrors.Regressed(_key.Id, $"what turn {leaf.ToString(CultureInfo.InvariantCulture)} follows");
            }

            yield return turn;
            (version, leaf) = (turn.Version, turn.Parent);
        }
    }

    private async Task<MeshException> MissingAsync(long number, CancellationToken cancellationToken)
    {
        var head = await _heads.ReadAsync(null, cancellationToken);
        return number > head.Turns ? ConversationErrors.TurnNotFound(number) : ConversationErrors.Regressed(_key.Id, $"turn {number.ToString(CultureInfo.InvariantCulture)}");
    }

    private LogWrite Write(ConversationHead? seen, ConversationHead head, ConversationEventKind kind) =>
        new() { Seen = seen, Head = head, Events = [new ConversationEvent { Sequence = head.Sequence, Kind = kind, At = head.UpdatedAt, By = _by() }] };
}
