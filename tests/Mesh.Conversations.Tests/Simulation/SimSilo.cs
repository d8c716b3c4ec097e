using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>One activation of the conversation, and the attempts at turns that its silo runs. The name holds the generation.</summary>
internal sealed class SimSilo : SimProcess
{
    private const int MostRounds = 12;
    private const int MostEnds = 6;
    private readonly SimWorld _world;
    private readonly SimScheduler _scheduler;
    private readonly SimRandom _random;
    private readonly TurnEngine _turns;
    private readonly IConversationLog _log;
    private readonly HashSet<long> _running = [];
    private readonly Func<IConversationLog, TurnLease, Task<TurnLease>>? _lease;

    public SimSilo(string name, SimWorld world, Func<SimSilo, IConversationLog> reach)
        : base(name)
    {
        (_world, _scheduler, _random, _lease, _log) = (world, world.Scheduler, world.Random, world.Sin.Lease, reach(this));
        _turns = new TurnEngine(SimWorld.Key, _log, world, _scheduler);
        Conversations = new ConversationEngine(SimWorld.Key, _log, _scheduler);
    }

    public ConversationEngine Conversations { get; }

    /// <summary>Runs, joins or replays a turn until it is over; null when the caller has to ask again.</summary>
    public async Task<TurnRecord?> SendAsync(TurnRequest request)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var begun = await _turns.BeginAsync(request, Name, default);
            if (!IsOneState(begun))
            {
                _world.Oddities.Add($"{_scheduler.Draws}: {Name}: {begun.Admission} {begun.Turn?.Number} is of another time than its head");
            }

            switch (begun.Admission)
            {
                case TurnAdmission.Started:
                    return await RunAsync(begun.Turn!);
                case TurnAdmission.Replayed:
                    return begun.Turn;
                case TurnAdmission.Joined when begun.Owner == Name && !_running.Contains(begun.Turn!.Epoch):
                    // Its beginning was not known to have happened, so nobody runs it.
                    await _turns.EndAsync(LeaseOf(begun.Turn), new TurnEnding(TurnState.Interrupted, null), default);
                    break;
                default:
                    await _scheduler.TurnAsync(this, "polls");
                    break;
            }
        }

        return null;
    }

    public Task<ConversationHead> HoldAsync(bool held) => new ErasureEngine(SimWorld.Key, _log, _scheduler).HoldAsync(held, Name, default);

    public Task<ConversationDeleted> DeleteAsync() => Deletions.AskAsync(SimWorld.Key, _log, _scheduler);

    public Task<TurnRecord> CancelAsync(string turnId) => _turns.CancelAsync(turnId, default);

    // What a beginning says of the turn and of the conversation is said of one moment.
    private static bool IsOneState(TurnBegun begun) => begun.Admission switch
    {
        TurnAdmission.Queued => begun.Turn is null && begun.Head.Running is not null,
        TurnAdmission.Replayed => begun.Turn!.IsOver && begun.Turn.Version <= begun.Head.Version && begun.Turn.Epoch != begun.Head.Running?.Epoch,
        _ => begun.Turn is { IsOver: false } && begun.Turn.Epoch == begun.Head.Running?.Epoch && begun.Owner == begun.Head.Running.Owner,
    };

    private static TurnLease LeaseOf(TurnRecord turn) => new(turn.Number, turn.Attempt, turn.Epoch);

    private async Task<TurnRecord?> RunAsync(TurnRecord turn)
    {
        _running.Add(turn.Epoch);
        for (var frames = _random.Next(4); frames > 0; frames--)
        {
            await _scheduler.TurnAsync(this, "generates");
        }

        var state = _random.Next(20) switch { 0 => TurnState.Failed, 1 or 2 => TurnState.Interrupted, _ => TurnState.Committed };
        var answer = new TurnAnswer { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(AnswerOf(turn))] }, CostUsd = 1 };
        var ending = new TurnEnding(state, state == TurnState.Failed ? null : answer);
        var ended = await EndAsync(LeaseOf(turn), ending);
        _running.Remove(turn.Epoch);

        // The caller has read the frames of this attempt: that its end is kept means that they are.
        return ended is { IsKept: true, Turn: { } kept } ? kept with { Attempt = turn.Attempt, Answer = ending.Answer } : ended?.Turn;
    }

    /// <summary>What the model says, which names the attempt that it was said in.</summary>
    public static string AnswerOf(TurnRecord turn) => $"{turn.Request.TurnId}@{turn.Epoch}";

    private async Task<TurnEnded?> EndAsync(TurnLease lease, TurnEnding ending)
    {
        for (var tries = 0; tries < MostEnds; tries++)
        {
            try
            {
                return await _turns.EndAsync(_lease is null ? lease : await _lease(_log, lease), ending, default);
            }
            catch (MeshException e) when (e.Error is { Code: MeshErrorCode.Unavailable, Reason: not "conversation_regressed" })
            {
                await _scheduler.TurnAsync(this, "ends again");
            }
        }

        return null;
    }
}
