using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations.Live;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Conversations.Live;

public sealed class LiveTurnsTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly LiveTurns _turns;

    public LiveTurnsTests() => _turns = new LiveTurns(_time);

    [Fact]
    public void Turn_ThatNobodyReads_IsAskedToEndUnlessItIsDetachedOrHeld()
    {
        var (left, detached, held) = (Open(1), Open(2, detached: true), Open(3));
        using var hold = held.Hold();
        _time.Advance(LiveTurns.Unread - s_second);
        _turns.Sweep();
        Assert.Null(left.End);

        _time.Advance(s_second);
        _turns.Sweep();

        Assert.Equal(((LiveTurnEnd?)LiveTurnEnd.Unread, (LiveTurnEnd?)null, (LiveTurnEnd?)null), (left.End, detached.End, held.End));
        Assert.True(left.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public async Task Turn_ThatIsReadFromAfar_GoesOnFromItsLastRead()
    {
        var turn = Open(1);
        turn.Add(Said("a"));
        _time.Advance(LiveTurns.Unread - s_second);
        Assert.Single(await turn.ReadAsync(0, s_second, default));
        _time.Advance(LiveTurns.Unread - s_second);

        _turns.Sweep();

        Assert.Null(turn.End);
    }

    [Fact]
    public void Conversation_ThatIsErased_LosesItsFramesAtOnceOrAsSoonAsItsTurnIsOver()
    {
        var (over, runs) = (Open(1), Open(2));
        over.Add(Over());
        _turns.Erase(over.Address.Tenant, "another");
        _turns.Erase("another", over.Address.Conversation);
        Assert.Equal((over, (LiveTurnEnd?)null), (_turns.Find(over.Address), runs.End));

        _turns.Erase(over.Address.Tenant, over.Address.Conversation);

        Assert.Null(_turns.Find(over.Address));
        Assert.Equal(LiveTurnEnd.Cancelled, runs.End);
        _turns.Sweep();
        Assert.NotNull(_turns.Find(runs.Address));
        runs.Add(Over());
        _turns.Sweep();
        Assert.Null(_turns.Find(runs.Address));
    }

    [Fact]
    public void Turn_ThatIsOver_IsKeptForAWhileAndThenForgotten()
    {
        var turn = Open(1);
        turn.Add(Over());
        _time.Advance(LiveTurns.Kept - s_second);
        _turns.Sweep();
        Assert.NotNull(_turns.Find(turn.Address));

        _time.Advance(s_second);
        _turns.Sweep();

        Assert.Null(_turns.Find(turn.Address));
    }

    [Fact]
    public void Turns_ThatAreOverAndTooMuchTogether_GoOldestFirst()
    {
        var text = new string('a', (int)(LiveTurns.MostBytes / 6));
        var turns = Enumerable.Range(1, 4).Select(i =>
        {
            var turn = Open(i);
            turn.Add(Said(text));
            turn.Add(Over());
            _time.Advance(s_second);
            return turn;
        }).ToArray();

        _turns.Sweep();

        Assert.Equal([false, false, true, true], turns.Select(t => _turns.Find(t.Address) is not null));
    }

    [Fact]
    public void Turn_ThatIsFull_TakesNothingButItsEnd()
    {
        var turn = Open(1);
        Assert.True(turn.Add(Said(new string('a', (int)(LiveTurn.MostBytes / 2)))));

        Assert.False(turn.Add(Said("b")));

        Assert.True(turn.Add(Over()));
        Assert.False(turn.Add(Said("c")));
    }

    [Fact]
    public void Turns_ThatFillTheRoomTogether_TakeNothingButTheirEndsUntilOneHasGone()
    {
        // The text is there once; each turn that holds it counts as if it were its own.
        var text = new string('a', (int)(LiveTurn.MostBytes / 2));
        var turns = Enumerable.Range(1, (int)(LiveTurns.MostBytesInAll / LiveTurn.MostBytes)).Select(i => Open(i)).ToArray();
        Assert.All(turns, t => Assert.True(t.Add(Said(text))));
        var late = Open(turns.Length + 1);

        Assert.False(late.Add(Said("b")));
        Assert.False(late.IsFull);
        Assert.True(turns[0].Add(Over()));
        _turns.Sweep();

        Assert.Null(_turns.Find(turns[0].Address));
        Assert.True(late.Add(Said("b")));
    }

    [Fact]
    public void Room_OfTurnsThatAreForgottenOrDisposed_IsGivenBackOnce()
    {
        var (named, unnamed) = (Open(1), _turns.Unnamed(new TurnAddress("acme", "c2", 1, 1), detached: false));
        named.Add(Said("a"));
        unnamed.Add(Said("b"));
        Assert.Equal(named.Bytes + unnamed.Bytes, _turns.Room.Taken);

        _turns.Forget(named);
        _turns.Forget(named);
        unnamed.Dispose();
        unnamed.Dispose();

        Assert.Equal(0, _turns.Room.Taken);
        Assert.False(named.Add(Over()));
    }

    [Fact]
    public async Task Read_PastTheEndOfWhatIsOver_IsItsEnd()
    {
        var turn = Open(1);
        turn.Add(Said("a"));
        turn.Add(Over());

        Assert.IsType<TurnOver>(Assert.Single(await turn.ReadAsync(1000, s_second, default)).Event);
    }

    [Fact]
    public async Task Read_OfWhatIsNotThereYet_WaitsForItAndNoLongerThanAllowed()
    {
        var turn = Open(1);
        var first = turn.ReadAsync(0, s_second, default);
        Assert.False(first.IsCompleted);
        turn.Add(Said("a"));
        Assert.Single(await first);

        var second = turn.ReadAsync(1, s_second, default);
        _time.Advance(s_second);

        Assert.Empty(await second);
    }

    private static TurnContent Said(string text) => new(new TextDelta(0, text));

    private static TurnOver Over() => new(new TurnRecord
    {
        Number = 1,
        Request = new TurnRequest { TurnId = "t", Hash = "h", Chat = new ChatRequest { Messages = [] } },
        State = TurnState.Committed,
        Attempt = 1,
        Epoch = 1,
    });

    private LiveTurn Open(long turn, bool detached = false) => _turns.Open(new TurnAddress("acme", "c1", turn, 1), detached);
}
