using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Conversations.Tests;

public sealed class WaitingTurnsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WaitingTurns _waiting;

    public WaitingTurnsTests() => _waiting = new WaitingTurns("c1", _time);

    [Fact]
    public void Turns_GoInTheOrderInWhichTheyCame()
    {
        Assert.True(_waiting.MayGo("b"));
        _waiting.Wait("a", null);
        _waiting.Wait("b", null);
        _waiting.Wait("a", null);

        Assert.Equal((true, false, false), (_waiting.MayGo("a"), _waiting.MayGo("b"), _waiting.MayGo("c")));
        _waiting.Leave("a");
        Assert.Equal((true, false), (_waiting.MayGo("b"), _waiting.MayGo("c")));
    }

    [Fact]
    public void Turn_BeyondThoseThatMayWait_IsRefusedAsBusyAndThoseThatWaitAreNot()
    {
        for (var i = 0; i < WaitingTurns.MostWaiting; i++)
        {
            _waiting.Wait($"t{i}", null);
        }

        var error = Assert.Throws<MeshException>(() => _waiting.Wait("one more", null)).Error;

        Assert.Equal((MeshErrorCode.Conflict, "conversation_busy"), (error.Code, error.Reason));
        Assert.NotNull(error.RetryAfter);
        _waiting.Wait("t0", null);
        Assert.Equal(WaitingTurns.MostWaiting, _waiting.Count);
    }

    [Fact]
    public void Place_OfATurnThatDoesNotAskAgain_IsGivenUp()
    {
        _waiting.Wait("gone", null);
        _time.Advance(WaitingTurns.Patience / 2);
        _waiting.Wait("stays", null);
        _time.Advance(WaitingTurns.Patience / 2);

        Assert.True(_waiting.MayGo("stays"));
        Assert.Equal(1, _waiting.Count);
    }
}
