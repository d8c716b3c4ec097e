using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>What no honest caller asks: it is refused or bounded, and never taken for a loss of the store.</summary>
public sealed class HostileCallTests
{
    private readonly ProtocolRig _rig = new();

    [Fact]
    public async Task TurnId_ThatStoresCouldConfuse_IsRefused()
    {
        await _rig.CreateAsync();

        foreach (var id in (string[])["", "a\ud800", "\udc00a", "\ud800\ud800", "a\0b", "a\nb"])
        {
            var error = await ProtocolRig.RefusedAsync(MeshErrorCode.InvalidRequest, "turn_id_invalid", () => _rig.BeginAsync(id));
            Assert.Equal("turn_id", error.Field);
        }
    }

    [Fact]
    public async Task TurnId_LongerThanItMayBe_IsRefused()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync(new string('x', TurnIds.LongestId));

        await ProtocolRig.RefusedAsync(MeshErrorCode.InvalidRequest, "turn_id_invalid", () => _rig.BeginAsync(new string('x', TurnIds.LongestId + 1)));
    }

    [Theory]
    [InlineData("__proto__")]
    [InlineData("{c1}:*")]
    [InlineData("😀 é 漢")]
    [InlineData("' OR 1=1 --")]
    public async Task TurnId_ThatIsOnlyOdd_IsATurnLikeAnyOther(string id)
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync(id);

        Assert.Equal(id, (await _rig.OtherConversations.TurnAsync(id, default)).Request.TurnId);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(TimeSpan.TicksPerDay * 3650)]
    public async Task Timeout_LongerThanATurnMayTake_HoldsTheConversationNoLonger(long ticks)
    {
        await _rig.CreateAsync();
        var begun = await _rig.OtherTurns.BeginAsync(ProtocolRig.Request("t1") with { Timeout = TimeSpan.FromTicks(ticks) }, "silo-a", default);

        Assert.Equal(_rig.Time.GetUtcNow() + TurnEngine.LongestTurn + TurnEngine.Grace, begun.Head.Running!.Deadline);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-TimeSpan.TicksPerHour)]
    [InlineData(0)]
    public async Task Timeout_ThatIsOverBeforeItBegins_LeavesTheAttemptItsGrace(long ticks)
    {
        await _rig.CreateAsync();
        await _rig.OtherTurns.BeginAsync(ProtocolRig.Request("t1") with { Timeout = TimeSpan.FromTicks(ticks) }, "silo-a", default);

        Assert.Equal(TurnAdmission.Joined, (await _rig.BeginAsync("t1", "silo-b")).Admission);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(-5, 10)]
    [InlineData(long.MinValue, 10)]
    [InlineData(long.MaxValue, 10)]
    [InlineData(4, 10)]
    public async Task Turns_AskedForOutsideTheirNumbers_AreThoseThatAreThere(long from, int count)
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        await _rig.CommitAsync("t2");
        await _rig.CommitAsync("t3");

        var (_, turns) = await _rig.OtherConversations.TurnsAsync(from, count, default);

        Assert.Equal(from < 4 ? [1L, 2L, 3L] : [], turns.Select(t => t.Number));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(LogBounds.MostTurnsRead + 1)]
    public async Task Turns_MoreThanOneReadMayAskFor_AreRefused(int count)
    {
        await _rig.CreateAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _rig.OtherConversations.TurnsAsync(1, count, default));
    }

    [Fact]
    public async Task Branch_ThatEndsInATurnThatNeverWas_IsNotFound()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");

        await ProtocolRig.RefusedAsync(MeshErrorCode.NotFound, "turn_not_found", () => BranchAsync(2));
    }

    [Fact]
    public async Task Branch_OfATurnThatIsNoHistory_IsRefused()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        await _rig.EndAsync(await _rig.BeginAsync("t2"), TurnState.Interrupted);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Conflict, "turn_not_committed", () => BranchAsync(2));
    }

    [Fact]
    public async Task Branch_WhoseTurnsNameEachOther_HasRegressedAndEnds()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        await _rig.CommitAsync("t2");
        var head = (await _rig.Log.ReadHeadAsync(ProtocolRig.Key, default))!;
        var first = (await _rig.Log.FindTurnAsync(ProtocolRig.Key, "t1", default))!;
        await _rig.Log.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = head, Head = head with { Sequence = head.Sequence + 1 }, Turns = [first with { Parent = 2 }] }, default);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => BranchAsync(2));
    }

    [Fact]
    public void Digest_OfAnswersThatDifferInTheirPartsAlone_Differs()
    {
        ChatMessage[] answers =
        [
            new() { Role = ChatRole.Assistant, Parts = [new TextPart("x"), new TextPart("y"), new TextPart("z")] },
            new() { Role = ChatRole.Assistant, Parts = [new ReasoningPart("x"), new TextPart("y"), new TextPart("z")] },
            new() { Role = ChatRole.Assistant, Parts = [new RefusalPart("x"), new TextPart("y"), new TextPart("z")] },
            new() { Role = ChatRole.Assistant, ToolCalls = [new ToolCall("x", "y", "z")] },
        ];

        Assert.Equal(answers.Length, answers.Select(a => TurnDigest.After("", Turn(a))).Distinct().Count());
    }

    private static TurnRecord Turn(ChatMessage answer) =>
        new() { Number = 1, Request = ProtocolRig.Request("t1"), State = TurnState.Committed, Attempt = 1, Epoch = 1, Version = 1, Answer = new TurnAnswer { Message = answer } };

    private async Task<List<TurnRecord>> BranchAsync(long leaf) => await _rig.OtherConversations.BranchAsync(leaf, default).ToListAsync();
}
