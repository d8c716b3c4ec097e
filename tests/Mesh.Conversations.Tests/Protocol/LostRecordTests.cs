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

    private async Task<TurnEngine> WithoutTurnsAsync(ConversationHead head)
    {
        var log = new InMemoryConversationLog();
        await log.WriteAsync(ProtocolRig.Key, new LogWrite { Seen = null, Head = head }, default);
        return new TurnEngine(ProtocolRig.Key, log, _rig, _rig.Time);
    }
}
