using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>Holds what is kept at the end against the history and against what must always be.</summary>
internal sealed class SimVerdict
{
    private readonly List<string> _wrong = [];
    private readonly ConversationHead? _head;
    private readonly IReadOnlyList<TurnRecord> _turns;
    private readonly IReadOnlyList<ConversationEvent> _events;

    private SimVerdict(SimWorld world)
    {
        _head = Now(world.Kept.ReadHeadAsync(SimWorld.Key, default));
        _turns = Now(world.Store.ReadTurnsAsync(SimWorld.Key, 1, LogBounds.MostTurnsRead, default));
        _events = Now(world.Kept.ReadOutboxAsync(SimWorld.Key, default));
        _wrong.AddRange(world.Oddities);
    }

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(SimWorld world) => Of(world, out _);

    /// <summary>Everything that is wrong, and what of it the history alone shows; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(SimWorld world, out IReadOnlyList<HistoryViolation> violations)
    {
        var verdict = new SimVerdict(world);
        violations = verdict.History(world);
        verdict._wrong.AddRange(violations.Select(v => v.ToString()));
        verdict.Chain();
        verdict.Answers();
        verdict.Accounts();
        verdict.Holds();
        return verdict._wrong;
    }

    /// <summary>The committed turns by version.</summary>
    public static IEnumerable<ListedTurn> List(IEnumerable<TurnRecord> turns) => turns.Where(t => t.State == TurnState.Committed).OrderBy(t => t.Version)
        .Select(t => new ListedTurn(t.Request.TurnId, t.Request.Hash, t.Version, t.Attempt, Said(t), t.Digest));

    public static string Said(TurnRecord turn) => turn.Answer?.Message.Parts is [TextPart text] ? text.Text : "";

    private static T Now<T>(Task<T> done) => done.GetAwaiter().GetResult();

    private IReadOnlyList<HistoryViolation> History(SimWorld world)
    {
        var gone = _head is null or { DeletedAt: not null };
        var at = world.Scheduler.Draws + 1;
        var final = new OperationRecord
        {
            Kind = OperationKind.Final,
            Conversation = "c",
            Invoked = at,
            Ended = at,
            Result = OperationResult.Done,
            Version = gone ? OperationRecord.Gone : _head!.Version,
            List = gone ? null : [.. List(_turns)],
        };
        return HistoryChecker.Check(new ConversationHistory("c", [.. world.History, final]));
    }

    // Versions are dense, the digests are those of what is kept, and every branch is of turns committed before.
    private void Chain()
    {
        var digest = "";
        var version = 0L;
        foreach (var turn in _turns.Where(t => t.State == TurnState.Committed).OrderBy(t => t.Version))
        {
            Hold(turn.Version == ++version, $"turn {turn.Number} has version {turn.Version}, not {version}");
            digest = TurnDigest.After(digest, turn with { Digest = "" });
            Hold(turn.Digest == digest, $"turn {turn.Number} has another digest than what is kept up to it");
            Hold(turn.Parent == 0 || _turns.Any(p => p.Number == turn.Parent && p.State == TurnState.Committed && p.Version < turn.Version), $"turn {turn.Number} follows {turn.Parent}, which is no earlier version");
        }

        if (_head is { DeletedAt: null })
        {
            Hold(_head.Version == version, $"the head has version {_head.Version}, {version} are kept");
            Hold(_head.Digest == digest, "the head has another digest than what is kept");
            Hold(_head.Turns == _turns.Count, $"the head has {_head.Turns} turns, {_turns.Count} are kept");
        }

        Hold(_head is not { DeletedAt: not null } || _turns.Count == 0, "turns are kept of a deleted conversation");
    }

    private void Answers()
    {
        Hold(_turns.Select(t => t.Request.TurnId).Distinct().Count() == _turns.Count, "one turn id has two turns");
        foreach (var turn in _turns.Where(t => t.Answer is not null))
        {
            Hold(Said(turn) == SimSilo.AnswerOf(turn), $"turn {turn.Number} of epoch {turn.Epoch} holds the answer '{Said(turn)}'");
        }

        foreach (var turn in _turns.Where(t => !t.IsOver))
        {
            Hold(_head?.Running?.Epoch == turn.Epoch, $"turn {turn.Number} is not over and does not run");
        }
    }

    // Each attempt that is over was told to the accounts once: as ended when its end is kept, as abandoned when nobody ended it.
    private void Accounts()
    {
        var told = _events.Where(e => e.Kind is ConversationEventKind.TurnEnded or ConversationEventKind.TurnAbandoned).ToLookup(e => (e.Number, e.Attempt));
        foreach (var attempt in told.Where(a => a.Count() > 1))
        {
            _wrong.Add($"attempt {attempt.Key} was told to the accounts {attempt.Count()} times: {string.Join(", ", attempt.Select(e => e.Kind))}");
        }

        foreach (var turn in _turns)
        {
            for (var attempt = 1; attempt < turn.Attempt; attempt++)
            {
                Hold(told[(turn.Number, attempt)].Any(), $"attempt {attempt} of turn {turn.Number} was never told to the accounts");
            }

            var last = told[(turn.Number, turn.Attempt)].FirstOrDefault();
            var abandoned = turn.Error?.Reason == "owner_lost";
            Hold(turn.IsOver ? last?.Kind == (abandoned ? ConversationEventKind.TurnAbandoned : ConversationEventKind.TurnEnded) : last is null, $"turn {turn.Number}, {turn.State}, was told to the accounts as {last?.Kind}");
            Hold(abandoned || last is null || last.State == turn.State, $"turn {turn.Number} is {turn.State} and was told to the accounts as {last?.State}");
        }

        if (_head is { DeletedAt: null })
        {
            Hold(_head.CostUsd == _events.Sum(e => e.CostUsd), $"the head counts {_head.CostUsd} USD, the accounts {_events.Sum(e => e.CostUsd)}");
        }

        var deleted = _events.ToList().FindIndex(e => e.Kind == ConversationEventKind.Deleted);
        Hold(deleted < 0 || deleted == _events.Count - 1, "something happened after the deletion");
    }

    // What was held is deleted only after the hold was taken away.
    private void Holds()
    {
        var held = false;
        foreach (var happened in _events)
        {
            held = happened.Kind switch { ConversationEventKind.Held => true, ConversationEventKind.Released => false, _ => held };
            Hold(!held || happened.Kind != ConversationEventKind.Deleted, $"the conversation was deleted at {happened.Sequence} while it was held");
        }
    }

    private void Hold(bool holds, string otherwise)
    {
        if (!holds)
        {
            _wrong.Add(otherwise);
        }
    }
}
