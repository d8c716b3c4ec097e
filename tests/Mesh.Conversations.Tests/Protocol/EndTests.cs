using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>What the owner of an attempt is told of its end is what the conversation holds, whoever ended it before.</summary>
public sealed class EndTests
{
    private readonly ProtocolRig _rig = new();

    [Fact]
    public async Task Draft_OfATurnThatWasGivenUpForAnother_IsNotKept()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        _rig.Dead.Add("silo-a");
        await _rig.BeginAsync("t2", "silo-b");

        var ended = await _rig.EndAsync(begun, TurnState.Interrupted, "half");

        Assert.False(ended.IsKept);
        Assert.Null(ended.Turn!.Answer);
    }

    [Fact]
    public async Task Draft_OfATurnThatSomebodyElseCancelled_IsNotKept()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        await _rig.OtherTurns.CancelAsync("t1", default);

        Assert.False((await _rig.EndAsync(begun, TurnState.Cancelled, "half")).IsKept);
    }

    [Fact]
    public async Task Answer_ThatIsNotTheOneKept_IsNotSaidToBe()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        await _rig.EndAsync(begun, text: "one");

        Assert.False((await _rig.EndAsync(begun, text: "two")).IsKept);
        Assert.True((await _rig.EndAsync(begun, text: "one")).IsKept);
    }

    [Theory]
    [InlineData(TurnState.Interrupted)]
    [InlineData(TurnState.Failed)]
    [InlineData(TurnState.Cancelled)]
    public async Task Draft_EndedTwice_IsOneEnd(TurnState state)
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        Assert.True((await _rig.EndAsync(begun, state, "half")).IsKept);

        Assert.True((await _rig.EndAsync(begun, state, "half")).IsKept);
        Assert.Single(await _rig.OutboxAsync(), e => e.Kind == ConversationEventKind.TurnEnded);
    }

    [Theory]
    [InlineData(TurnState.Accepted)]
    [InlineData(TurnState.Generating)]
    public async Task End_ThatIsNone_IsRefused(TurnState state)
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");

        await Assert.ThrowsAsync<ArgumentException>(() => _rig.EndAsync(begun, state));
    }

    [Fact]
    public async Task Commit_WithoutAnAnswer_IsRefused()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");

        await Assert.ThrowsAsync<ArgumentException>(() => _rig.OtherTurns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, null), default));
    }

    [Fact]
    public async Task Conversation_ThatIsGoneWhileATurnRuns_HasRegressedAndIsNotTakenForDeleted()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        var wiped = new TurnEngine(ProtocolRig.Key, new InMemoryConversationLog(), _rig, _rig.Time);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => wiped.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default));
    }

    [Fact]
    public async Task Conversation_OlderThanTheAttempt_HasRegressed()
    {
        await _rig.CreateAsync();
        var older = (await _rig.Log.ReadHeadAsync(ProtocolRig.Key, default))!;
        var begun = await _rig.BeginAsync("t1");
        var restored = new InMemoryConversationLog();
        await restored.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = null, Head = older with { Turns = 1 }, Turns = [begun.Turn! with { Epoch = 0, State = TurnState.Interrupted }] }, default);
        var turns = new TurnEngine(ProtocolRig.Key, restored, _rig, _rig.Time);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => turns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default));
    }

    [Fact]
    public async Task Attempt_UnderWayAtDeletion_IsTheLastThatAccountsHearOf()
    {
        await _rig.CreateAsync();
        await _rig.BeginAsync("t1");

        await _rig.DeleteAsync();

        Assert.Equal(
            [(ConversationEventKind.Created, 0L, 0), (ConversationEventKind.TurnAbandoned, 1L, 1), (ConversationEventKind.Deleted, 0L, 0)],
            (await _rig.OutboxAsync()).Select(e => (e.Kind, e.Number, e.Attempt)));
    }

    [Fact]
    public async Task Turn_GivenUpForOneThatWasAcceptedBefore_EndsWhenItIsGivenUp()
    {
        await _rig.CreateAsync();
        await _rig.EndAsync(await _rig.BeginAsync("t1"), TurnState.Interrupted);
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await _rig.BeginAsync("t2");
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        _rig.Dead.Add("silo-a");

        await _rig.BeginAsync("t1", "silo-b");

        Assert.Equal(_rig.Time.GetUtcNow(), (await _rig.OtherConversations.TurnAsync("t2", default)).EndedAt);
    }
}
