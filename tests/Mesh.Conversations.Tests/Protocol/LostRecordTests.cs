using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>What a store has lost freezes the conversation for every write.</summary>
public sealed class LostRecordTests
{
    private readonly ProtocolRig _rig = new();

    [Fact]
    public async Task Turn_ThatRanAndIsLost_IsNotGivenUpInSilence()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        var turns = await WithoutTurnsAsync(begun.Head);
        _rig.Dead.Add("silo-a");

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => turns.BeginAsync(ProtocolRig.Request("t2"), "silo-b", default));
        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => turns.BeginAsync(ProtocolRig.Request("t1"), "silo-b", default));
    }

    [Fact]
    public async Task End_WhereTheLastCommittedTurnIsLost_IsRefused()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        var begun = await _rig.BeginAsync("t2");
        var log = new InMemoryConversationLog();
        await log.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = null, Head = begun.Head, Turns = [begun.Turn!] }, default);
        var turns = new TurnEngine(ProtocolRig.Key, log, _rig, _rig.Time);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => turns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default));
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("end")]
    [InlineData("cancel")]
    [InlineData("turns")]
    public async Task Head_OlderThanItsTurns_HasRegressedAndIsNotWritten(string step)
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        var ended = await _rig.EndAsync(begun, TurnState.Interrupted);
        var again = await _rig.BeginAsync("t1");
        var log = new InMemoryConversationLog();
        var (head, turn) = step == "cancel" ? (begun.Head with { Running = null }, begun.Turn!) : (begun.Head, step == "end" ? ended.Turn! : again.Turn!);
        await log.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = null, Head = head, Turns = [turn] }, default);
        var turns = new TurnEngine(ProtocolRig.Key, log, _rig, _rig.Time);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", () => step switch
        {
            "begin" => turns.BeginAsync(ProtocolRig.Request("t1"), "silo-b", default),
            "end" => turns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default),
            "cancel" => turns.CancelAsync("t1", default),
            _ => new ConversationEngine(ProtocolRig.Key, log, _rig.Time).TurnsAsync(1, 10, default),
        });
        Assert.Equal(head.Sequence, (await log.ReadHeadAsync(ProtocolRig.Key, default))!.Sequence);
    }

    private async Task<TurnEngine> WithoutTurnsAsync(ConversationHead head)
    {
        var log = new InMemoryConversationLog();
        await log.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = null, Head = head }, default);
        return new TurnEngine(ProtocolRig.Key, log, _rig, _rig.Time);
    }
}
