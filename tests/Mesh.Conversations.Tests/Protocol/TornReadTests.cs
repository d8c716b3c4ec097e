using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>A head and a turn are two reads: what another activation does between them must not be taken for a loss, nor be half seen.</summary>
public sealed class TornReadTests
{
    private readonly ProtocolRig _rig = new();

    public static TheoryData<string> Steps => ["read", "begin", "cancel", "edit", "update", "turn", "turns"];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Conversation_DeletedWhileItIsRead_IsNotFoundAndNotLost(string step)
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        _rig.Torn.AfterHead = _rig.DeleteAsync;

        await ProtocolRig.RefusedAsync(MeshErrorCode.NotFound, "conversation_not_found", () => StepAsync(step));
    }

    [Fact]
    public async Task Branch_OfADeletedConversation_IsNotFoundAndNotLost()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        await _rig.DeleteAsync();

        await ProtocolRig.RefusedAsync(MeshErrorCode.NotFound, "conversation_not_found", () => _rig.Conversations.BranchAsync(1, default).ToListAsync().AsTask());
    }

    [Fact]
    public async Task Attempt_EndedWhileTheConversationIsDeleted_IsNotKept()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        _rig.Torn.AfterHead = _rig.DeleteAsync;

        Assert.Equal(new TurnEnded(false, null), await _rig.Turns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default));
    }

    [Fact]
    public async Task Turn_CommittedWhileItIsAskedFor_IsReplayedWithTheHeadThatHoldsIt()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        _rig.Torn.AfterHead = () => _rig.EndAsync(begun);

        var again = await _rig.Turns.BeginAsync(ProtocolRig.Request("t1"), "silo-b", default);

        Assert.Equal((TurnAdmission.Replayed, 1L, 1L), (again.Admission, again.Turn!.Version, again.Head.Version));
        Assert.Null(again.Head.Running);
    }

    [Fact]
    public async Task Turn_InterruptedWhileItIsAskedFor_IsBegunAnewAndNotJoined()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        _rig.Torn.AfterHead = () => _rig.EndAsync(begun, TurnState.Interrupted);

        var again = await _rig.Turns.BeginAsync(ProtocolRig.Request("t1"), "silo-b", default);

        Assert.Equal((TurnAdmission.Started, "silo-b", 2), (again.Admission, again.Owner, again.Turn!.Attempt));
    }

    [Fact]
    public async Task Turn_BegunAnewElsewhereWhileItIsAskedFor_IsJoinedWhereItRuns()
    {
        await _rig.CreateAsync();
        var begun = await _rig.BeginAsync("t1");
        _rig.Torn.AfterHead = async () =>
        {
            await _rig.EndAsync(begun, TurnState.Interrupted);
            await _rig.BeginAsync("t1", "silo-c");
        };

        var joined = await _rig.Turns.BeginAsync(ProtocolRig.Request("t1"), "silo-b", default);

        Assert.Equal((TurnAdmission.Joined, "silo-c", 2), (joined.Admission, joined.Owner, joined.Turn!.Attempt));
    }

    [Fact]
    public async Task Turns_ReadWhileOneIsCommitted_AreAllInTheirHead()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        var begun = await _rig.BeginAsync("t2");
        _rig.Torn.AfterHead = async () =>
        {
            await _rig.EndAsync(begun);
            await _rig.CommitAsync("t3");
        };

        var (head, turns) = await _rig.Conversations.TurnsAsync(1, 10, default);

        Assert.Equal(head.Turns, turns.Count);
        Assert.Equal(head.Version, turns.Max(t => t.Version));
    }

    private Task StepAsync(string step) => step switch
    {
        "read" => _rig.Conversations.ReadAsync(null, default),
        "begin" => _rig.Turns.BeginAsync(ProtocolRig.Request("t2"), "silo-b", default),
        "edit" => _rig.Turns.BeginAsync(ProtocolRig.Request("t2") with { Kind = TurnKind.Edit, Target = 1 }, "silo-b", default),
        "cancel" => _rig.Turns.CancelAsync("t1", default),
        "update" => _rig.Conversations.UpdateAsync(s => s, null, default),
        "turn" => _rig.Conversations.TurnAsync("t1", default),
        _ => _rig.Conversations.TurnsAsync(1, 10, default),
    };
}
