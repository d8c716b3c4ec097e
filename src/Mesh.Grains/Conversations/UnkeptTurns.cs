using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations.Live;

namespace Mesh.Grains.Conversations;

/// <summary>Answers turns that their callers do not want kept: they may follow what is kept, and leave no trace.</summary>
public sealed class UnkeptTurns
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private readonly TenantGrains _grains;
    private readonly TurnPump _pump;
    private readonly LiveTurns _live;
    private readonly TimeProvider _time;

    internal UnkeptTurns(TenantGrains grains, TurnPump pump, LiveTurns live, TimeProvider time) => (_grains, _pump, _live, _time) = (grains, pump, live, time);

    /// <summary>Begins a turn, which ends when its frames are not read to their end.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="request">The turn.</param>
    /// <param name="conversation">The conversation that it follows; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException">not_found: what it is to follow is not kept; conflict, reason turn_not_committed: it is not whole; no_capacity; unavailable.</exception>
    public async Task<ToldTurn> BeginAsync(CallerIdentity caller, TurnRequest request, string? conversation, CancellationToken cancellationToken)
    {
        _pump.EnsureRoom();
        var key = new TenantKey(caller.Tenant, conversation ?? request.TurnId);
        var before = conversation is null || request.Follows is not { } follows
            ? null
            : await _grains.CallAsync<IConversationGrain, TurnRecord>(key, key.Rest, c => c.FindTurnAsync(follows));
        if (before is not null)
        {
            // Refused here, where it still can be by a status.
            await _grains.CallAsync<IConversationGrain, IReadOnlyList<TurnRecord>>(key, key.Rest, c => c.ReadBranchAsync(before.Number, 1));
        }

        var turn = new TurnRecord
        {
            Number = 1,
            Parent = before?.Number ?? 0,
            Request = request,
            State = TurnState.Accepted,
            Attempt = 1,
            Epoch = 0,
            AcceptedAt = _time.GetUtcNow(),
        };
        return new ToldTurn(turn, ReadAsync(key, turn, cancellationToken));
    }

    private async IAsyncEnumerable<TurnFrame> ReadAsync(TenantKey key, TurnRecord turn, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var live = _live.Unnamed(new TurnAddress(key.Tenant, key.Rest, turn.Number, turn.Attempt), detached: false);
        var begun = new TurnBegun { Admission = TurnAdmission.Started, Head = new ConversationHead { Tenant = key.Tenant, Id = key.Rest, Sequence = 0 }, Turn = turn };
        var running = _pump.RunAsync(key, live, begun, ending => Task.FromResult(Ended(turn, ending)));
        try
        {
            for (var next = 0L; ;)
            {
                foreach (var frame in await live.ReadAsync(next, s_longest, cancellationToken))
                {
                    next++;
                    yield return frame;
                    if (frame.Event is TurnOver)
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            live.Cancel(LiveTurnEnd.Unread);
            await running;
        }
    }

    private TurnRecord Ended(TurnRecord turn, TurnEnding ending) =>
        TurnEnds.WithoutContent(turn with { State = ending.State, Answer = ending.Answer, Error = ending.Error, EndedAt = _time.GetUtcNow() });
}
