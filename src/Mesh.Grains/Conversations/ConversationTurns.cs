using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations.Live;

namespace Mesh.Grains.Conversations;

/// <summary>What doors do with the turns of a conversation.</summary>
public sealed class ConversationTurns
{
    // A turn that is being cancelled ends at its next frame; one whose silo does not answer is ended from here.
    private static readonly TimeSpan s_cancelling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_signOfLife = TimeSpan.FromSeconds(10);
    private readonly TenantGrains _grains;
    private readonly TurnFrames _frames;
    private readonly TurnPump _pump;
    private readonly TimeProvider _time;

    internal ConversationTurns(TenantGrains grains, TurnFrames frames, TurnPump pump, TimeProvider time) => (_grains, _frames, _pump, _time) = (grains, frames, pump, time);

    /// <inheritdoc cref="SendAsync(CallerIdentity, string, TurnRequest, Func{Task}, CancellationToken)"/>
    public Task<TurnReader> SendAsync(CallerIdentity caller, string conversation, TurnRequest request, CancellationToken cancellationToken) =>
        SendAsync(caller, conversation, request, () => Task.CompletedTask, cancellationToken);

    /// <summary>Begins a turn, joins the one with its id, or gives its result; waits while another one runs.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="conversation">The conversation's id.</param>
    /// <param name="request">The turn.</param>
    /// <param name="waits">Told when the turn has to wait, and every 10 s while it does.</param>
    /// <param name="cancellationToken">Ends the wait, and gives the place in the queue up. A turn that was accepted goes on.</param>
    /// <exception cref="MeshException">not_found; conflict: turn_id_reused, stale_version, conversation_busy; no_capacity or unavailable, and nothing is kept: this silo is full or drains; unavailable.</exception>
    public async Task<TurnReader> SendAsync(CallerIdentity caller, string conversation, TurnRequest request, Func<Task> waits, CancellationToken cancellationToken)
    {
        var key = new TenantKey(caller.Tenant, conversation);
        long? told = null;
        try
        {
            while (true)
            {
                _pump.EnsureRoom();
                var begun = await AskAsync(key, g => g.BeginTurnAsync(request, _frames.Self));
                switch (begun.Admission)
                {
                    case TurnAdmission.Queued:
                        if (told is not { } last || _time.GetElapsedTime(last) >= s_signOfLife)
                        {
                            told = _time.GetTimestamp();
                            await waits();
                        }

                        await AskAsync(key, WaitAsync).WaitAsync(cancellationToken);
                        break;
                    case TurnAdmission.Started:
                        _pump.Start(key, begun);
                        return Reader(key, new TurnStart(request, begun.Turn!, _frames.Self, 0));
                    default:
                        return Reader(key, new TurnStart(request, begun.Turn!, begun.Owner ?? begun.Turn!.Owner, 0));
                }
            }
        }
        catch when (told is not null)
        {
            // Its place would hold up those behind it for as long as it is held. Others that wait under the same id take one anew.
            _grains.CallAsync<IConversationGrain, bool>(key, key.Rest, g => LeaveAsync(g, request.TurnId)).Ignore();
            throw;
        }
    }

    /// <summary>Reads a turn from a place on, wherever it runs or ran.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="conversation">The conversation's id.</param>
    /// <param name="turnId">The caller's id of the turn.</param>
    /// <param name="from">The first frame wanted; null for all of them.</param>
    /// <exception cref="MeshException">not_found; invalid_request: a place that the turn does not have; unavailable.</exception>
    public async Task<TurnReader> ResumeAsync(CallerIdentity caller, string conversation, string turnId, TurnPosition? from)
    {
        var key = new TenantKey(caller.Tenant, conversation);
        var turn = await AskAsync(key, g => g.FindTurnAsync(turnId));
        if (from is { } place && (place.Turn != turn.Number || place.Attempt < 1 || place.Attempt > turn.Attempt || place.Seq < 0))
        {
            throw new MeshException(
                MeshErrorCode.InvalidRequest, "invalid_value", $"'from' must be a position of turn '{turnId}', which has the number {turn.Number} and {turn.Attempt} attempts, or be left out for all of it.", "from");
        }

        var had = from is not { } given ? "" : given.Attempt != turn.Attempt ? "attempt_superseded" : given.Seq >= TurnReplay.First ? "replayed" : "";
        return Reader(key, new TurnStart(turn.Request, turn, turn.Owner, had.Length > 0 ? 0 : from?.Seq ?? 0, had));
    }

    /// <summary>Ends a turn that runs; gives it as it is then. One that is over stays as it is.</summary>
    /// <exception cref="MeshException">not_found; unavailable.</exception>
    public async Task<TurnRecord> CancelAsync(CallerIdentity caller, string conversation, string turnId, CancellationToken cancellationToken)
    {
        var reader = await ResumeAsync(caller, conversation, turnId, null);
        var (key, turn) = (new TenantKey(caller.Tenant, conversation), reader.Turn);
        if (!turn.IsOver && await _frames.CancelAsync(turn.Owner, new TurnAddress(key.Tenant, key.Rest, turn.Number, turn.Attempt)))
        {
            using var patience = new CancellationTokenSource(s_cancelling, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await EndAsync(reader, either.Token);
        }

        return turn.IsOver ? turn : await AskAsync(key, g => g.CancelTurnAsync(turnId));
    }

    private static async Task EndAsync(TurnReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in reader.ReadAsync(cancellationToken))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The turn is ended without its owner.
        }
    }

    private static async Task<bool> WaitAsync(IConversationGrain conversation)
    {
        await conversation.WaitAsync();
        return true;
    }

    private static async Task<bool> LeaveAsync(IConversationGrain conversation, string turnId)
    {
        await conversation.LeaveAsync(turnId);
        return true;
    }

    private Task<T> AskAsync<T>(TenantKey key, Func<IConversationGrain, Task<T>> call) => _grains.CallAsync(key, key.Rest, call);

    private TurnReader Reader(TenantKey key, TurnStart start) => new(key, start, _frames, _pump, _grains, _time, _frames.Self);
}
