using System.Globalization;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Model;

/// <summary>
/// The protocol in plain words, without a store: what each command is answered, and what it changes. A change is a function of its own,
/// since the store may lose it, or let it arrive when the conversation has moved on; then it changes nothing.
/// </summary>
internal sealed class ModelConversation
{
    private readonly SortedDictionary<long, ModelTurn> _turns = [];
    private readonly List<string> _events = [];
    private readonly HashSet<string> _dead = [];
    private readonly Queue<(long Sequence, Action Change)> _underWay = [];
    private (long Number, string Owner, DateTimeOffset Deadline)? _running;
    private string? _creation;
    private bool _deleted;
    private long _epoch;
    private long _leaf;

    public DateTimeOffset Now { get; set; }

    public long Version { get; private set; }

    public long Sequence { get; private set; }

    private bool IsLive => _creation is not null && !_deleted;

    public void Kill(string owner) => _dead.Add(owner);

    public void Settle()
    {
        while (_underWay.TryDequeue(out var late))
        {
            if (late.Sequence == Sequence)
            {
                late.Change();
            }
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"sequence {Sequence} epoch {_epoch} version {Version} leaf {_leaf} deleted {_deleted} running {_running?.Number} {_running?.Owner}\n{string.Join('\n', _turns.Values)}\n{string.Join('\n', _events)}");

    /// <summary>What a command is answered, when its write fares as it does.</summary>
    public string Answer(LogFault fault, Func<(string Answer, Action? Change)> decide)
    {
        if (fault == LogFault.Unreachable)
        {
            return "Unavailable storage_timeout";
        }

        var (answer, change) = decide();
        if (change is null)
        {
            return answer;
        }

        var sequence = Sequence;
        void Write()
        {
            Sequence++;
            change();
        }

        if (fault is LogFault.Late or LogFault.Twice)
        {
            _underWay.Enqueue((sequence, Write));
        }

        if (fault is LogFault.None or LogFault.After or LogFault.Twice)
        {
            Write();
        }

        return fault is LogFault.None or LogFault.Twice ? answer : "Unavailable storage_timeout";
    }

    public (string, Action?) Create(string hash) => _creation is null
        ? ("created 1", () =>
        {
            _creation = hash;
            Happened(ConversationEventKind.Created);
        }
    )
        : _deleted || _creation != hash ? ("Conflict conversation_exists", null) : ($"created {Sequence}", null);

    public (string, Action?) Update() => Refusal(null) is { } refused ? (refused, null) : ($"updated {Sequence + 1}", () => Happened(ConversationEventKind.Updated));

    public (string, Action?) Delete() => _creation is null ? ("NotFound conversation_not_found", null) : _deleted ? ("deleted 0", null) : ($"deleted {_turns.Count}", () =>
    {
        Abandon();
        (_deleted, _running, _leaf) = (true, null, 0);
        _epoch++;
        _turns.Clear();
        Happened(ConversationEventKind.Deleted);
    }
    );

    public string Read(long? seen) => Refusal(seen) ?? $"version {Version} of {_turns.Count} turns, leaf {_leaf}, running {_running?.Number}";

    public string Turns() => Refusal(null) ?? string.Join('\n', _turns.Values);

    public (string, Action?) Begin(Command command, string owner, long? expected)
    {
        var known = Find(command.TurnId);
        if (Refusal(expected) is { } refused)
        {
            return (refused, null);
        }

        if (known is not null && known.Content != command.Content)
        {
            return ("Conflict turn_id_reused", null);
        }

        if (known?.State is TurnState.Committed or TurnState.Cancelled)
        {
            return ($"Replayed {known}", null);
        }

        if (_running is { } running && running.Deadline > Now && !_dead.Contains(running.Owner))
        {
            return (known?.Number == running.Number ? $"Joined {known} at {running.Owner}" : "Queued", null);
        }

        return expected is not null && expected != Version ? ("Conflict stale_version", null)
            : command.Place != TurnKind.Send && !_turns.ContainsKey(command.Target) ? ("NotFound turn_not_found", null)
            : Start(command, known, owner);
    }

    public (string, Action?) End(TurnLease lease, TurnState state, string? said)
    {
        if (_deleted)
        {
            return ("not kept, gone", null);
        }

        var turn = _turns[lease.Number];
        return _running?.Number == lease.Number && turn.Epoch == lease.Epoch
            ? ($"kept {Ended(turn, state, said)}", () => End(turn, state, said))
            : ($"{(turn.Epoch == lease.Epoch && turn.State == state && turn.Said == said && !turn.IsAbandoned ? "kept" : "not kept")} {turn}", null);
    }

    public (string, Action?) Cancel(string id) => Refusal(null) is { } refused ? (refused, null)
        : Find(id) is not { } turn ? ("NotFound turn_not_found", null)
        : turn.IsOver ? ($"{turn}", null)
        : ($"{Ended(turn, TurnState.Cancelled, null)}", () => End(turn, TurnState.Cancelled, null));

    private string? Refusal(long? seen) => IsLive ? (Version < seen ? "Unavailable conversation_regressed" : null)
        : _creation is null && seen > 0 ? "Unavailable conversation_regressed" : "NotFound conversation_not_found";

    private ModelTurn? Find(string id) => _turns.Values.FirstOrDefault(t => t.Id == id);

    private (string, Action?) Start(Command command, ModelTurn? known, string owner)
    {
        var parent = command.Place == TurnKind.Send ? _leaf : _turns[command.Target].Parent;
        var turn = new ModelTurn(known?.Number ?? _turns.Count + 1, command.TurnId, command.Content, parent, (known?.Attempt ?? 0) + 1, _epoch + 1);
        var limit = command.Timeout ?? TurnEngine.LongestTurn;
        var deadline = Now + limit + TurnEngine.Grace;
        return ($"Started {turn} at {owner}", () =>
        {
            Abandon();
            if (_running is { } running && running.Number != turn.Number)
            {
                _turns[running.Number] = _turns[running.Number] with { State = TurnState.Interrupted, IsAbandoned = true };
            }

            _turns[turn.Number] = turn;
            _running = (turn.Number, owner, deadline);
            _epoch++;
        }
        );
    }

    private ModelTurn Ended(ModelTurn turn, TurnState state, string? said) => turn with { State = state, Said = said, Version = state == TurnState.Committed ? Version + 1 : 0 };

    private void End(ModelTurn turn, TurnState state, string? said)
    {
        _turns[turn.Number] = Ended(turn, state, said);
        _running = null;
        if (state == TurnState.Committed)
        {
            (Version, _leaf) = (Version + 1, turn.Number);
        }

        Happened(ConversationEventKind.TurnEnded, turn.Number, turn.Attempt);
    }

    private void Abandon()
    {
        if (_running is { } running)
        {
            Happened(ConversationEventKind.TurnAbandoned, running.Number, _turns[running.Number].Attempt);
        }
    }

    private void Happened(ConversationEventKind kind, long number = 0, int attempt = 0) => _events.Add($"{Sequence} {kind} {number}.{attempt}");
}
