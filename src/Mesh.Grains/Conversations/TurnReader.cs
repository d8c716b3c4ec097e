using System.Runtime.CompilerServices;
using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations.Live;

namespace Mesh.Grains.Conversations;

/// <summary>
/// Reads a turn to its end from wherever it runs. When the silo that ran it is lost, it is begun anew here, or read where somebody else
/// began it anew, behind one reset; two texts are never joined.
/// </summary>
public sealed class TurnReader
{
    // From the grant of an attempt to its first look-up on the silo that runs it.
    private static readonly TimeSpan s_starting = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);
    private readonly TenantKey _key;
    private readonly TurnFrames _frames;
    private readonly TurnPump _pump;
    private readonly TenantGrains _grains;
    private readonly TimeProvider _time;
    private readonly string _self;
    private readonly TurnStart _start;

    internal TurnReader(TenantKey key, TurnStart start, TurnFrames frames, TurnPump pump, TenantGrains grains, TimeProvider time, string self) =>
        (_key, _start, _frames, _pump, _grains, _time, _self) = (key, start, frames, pump, grains, time, self);

    /// <summary>The turn as it was when the reader came.</summary>
    public TurnRecord Turn => _start.Turn;

    /// <summary>The frame of its attempt that is told first.</summary>
    public long From => _start.From;

    /// <summary>All frames from the reader's place on, once; the last one says how the turn ended.</summary>
    /// <exception cref="MeshException">unavailable: the conversation cannot be asked; what was read so far stands, and reading can be taken up at its place.</exception>
    public async IAsyncEnumerable<TurnFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = new Place(_start.Turn.Attempt, _start.Owner, _start.From);
        if (_start.IsVoid)
        {
            yield return Reset(place.Attempt, _start.Void, "");
        }

        while (true)
        {
            using var hold = _frames.Hold(place.Owner, Address(place.Attempt));
            var batch = await _frames.ReadAsync(place.Owner, Address(place.Attempt), place.Next, cancellationToken);
            var frames = batch is { IsKnown: true } ? batch.Frames : await LostAsync(place, isForgotten: batch is not null);
            if (batch is { IsKnown: true })
            {
                (place.Next, place.Lost, place.Waits) = (place.Next + frames.Count, null, false);
            }

            foreach (var frame in frames)
            {
                yield return frame;
                if (frame.Event is TurnOver)
                {
                    yield break;
                }
            }

            if (place.Waits)
            {
                await Task.Delay(s_again, _time, cancellationToken);
            }
        }
    }

    // What is told of an attempt that its silo does not have or that cannot be asked for: nothing yet, the reset to the next one, or what is kept.
    private async Task<IReadOnlyList<TurnFrame>> LostAsync(Place place, bool isForgotten)
    {
        place.Waits = false;
        var turn = await _grains.CallAsync<IConversationGrain, TurnRecord>(_key, _key.Rest, g => g.FindTurnAsync(_start.Request.TurnId));
        if (turn.Attempt == place.Attempt && turn.IsOver)
        {
            // It may have begun and ended since its silo did not have it: that one is asked once more.
            var isSure = place.IsOver || !isForgotten;
            place.IsOver = true;
            return isSure ? [.. Replay(turn, place.Next > 0)] : [];
        }

        place.Lost ??= _time.GetTimestamp();
        var newer = turn.Attempt == place.Attempt ? await BeginAnewAsync(turn, isForgotten && _time.GetElapsedTime(place.Lost.Value) >= s_starting) : turn;
        if (newer is null)
        {
            place.Waits = true;
            return [];
        }

        TurnFrame[] told = place.Next > 0 ? [Reset(newer.Attempt, "owner_lost", place.Owner)] : [];
        place.MoveTo(newer);
        return told;
    }

    // The turn's next attempt, here or wherever somebody else began it; null while the last one may still run. A silo that lives and does
    // not have an attempt never began to run it, or has forgotten it: then it is over.
    private async Task<TurnRecord?> BeginAnewAsync(TurnRecord turn, bool isForgotten)
    {
        if (isForgotten)
        {
            var error = new MeshError { Code = MeshErrorCode.Interrupted, Reason = "owner_lost", Message = "The silo that was to run the turn did not. Send it again under the same id." };
            await _grains.CallAsync<IConversationGrain, TurnEnded>(_key, _key.Rest, g => g.EndTurnAsync(new TurnLease(turn.Number, turn.Attempt, turn.Epoch), new TurnEnding(TurnState.Interrupted, null, error)));
        }

        _pump.EnsureRoom();

        // The version was held against the conversation when the turn was first accepted.
        var begun = await _grains.CallAsync<IConversationGrain, TurnBegun>(_key, _key.Rest, g => g.BeginTurnAsync(_start.Request with { ExpectedVersion = null }, _self));
        if (begun.Admission == TurnAdmission.Started)
        {
            _pump.Start(_key, begun);
        }

        return begun.Turn is { } found && found.Attempt != turn.Attempt ? found : null;
    }

    private IEnumerable<TurnFrame> Replay(TurnRecord turn, bool had)
    {
        if (had)
        {
            yield return Reset(turn.Attempt, "replayed", "");
        }

        var seq = TurnReplay.First;
        foreach (var said in TurnReplay.Of(turn))
        {
            yield return new TurnFrame(new TurnPosition(turn.Number, turn.Attempt, seq++), said);
        }
    }

    private TurnFrame Reset(int attempt, string reason, string from) => new(new TurnPosition(Turn.Number, attempt, 0), new TurnReset(reason, from));

    private TurnAddress Address(int attempt) => new(_key.Tenant, _key.Rest, Turn.Number, attempt);

    // How far a reader has got.
    private sealed class Place(int attempt, string owner, long next)
    {
        public int Attempt { get; private set; } = attempt;

        public string Owner { get; private set; } = owner;

        public long Next { get; set; } = next;

        public long? Lost { get; set; }

        public bool IsOver { get; set; }

        public bool Waits { get; set; }

        public void MoveTo(TurnRecord turn) => (Attempt, Owner, Next, Lost, IsOver) = (turn.Attempt, turn.Owner, 0, null, false);
    }
}
