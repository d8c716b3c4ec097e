using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Tests.Protocol;

namespace Mesh.Conversations.Tests.Retention;

public sealed class ErasureEngineTests
{
    private readonly ProtocolRig _rig = new();
    private readonly ErasureEngine _torn;

    public ErasureEngineTests() => _torn = new ErasureEngine(ProtocolRig.Key, _rig.Torn, _rig.Time);

    [Fact]
    public async Task Deletion_ReportsWhatWentAndWhatDidNot()
    {
        await _rig.OtherConversations.CreateAsync(
            new ConversationSettings { Title = "é", Instructions = "ab", Pinned = ["c"], Metadata = new Dictionary<string, string> { ["k"] = "v" } }, "h", default);
        await _rig.CommitAsync("t1");
        await _rig.EndAsync(await _rig.BeginAsync("t2"), TurnState.Interrupted);
        await _rig.OtherTurns.EndAsync(ProtocolRig.Lease(await _rig.BeginAsync("t3")), new TurnEnding(TurnState.Failed, null), default);
        await PictureAsync("t4");
        await new NotesEngine(ProtocolRig.Key, _rig.Log, _rig.Time).KeepAsync(new NotesEntry { Summary = Summary(), Images = [new ImageDescription("hash", "a cat", "m")] }, default);
        await _torn.NoteForkAsync("c2", default);
        await _torn.NoteForkAsync("c2", default);

        var deleted = (await _torn.DeleteAsync(new ErasureOrder(DeletionCause.Asked, "key-1", [new NotRemoved("store_log", "soon")]), _ => true, default))!.Deleted;

        var report = deleted.Report!;
        Assert.True(deleted.IsNew);
        Assert.Equal((4L, 1L, 2L, 1L, 1L), (report.Turns, report.Drafts, report.Attachments, report.Summaries, report.ImageDescriptions));

        // Settings 2+2+1+2, questions 2*3, answers 6*2, the turn with attachments 3+4+4+5 and its answer 6, notes 3+4 and 5.
        Assert.Equal(7 + 6 + 12 + 16 + 6 + 12, report.Bytes);
        Assert.Equal(["c2"], report.Forks);
        Assert.Equal(1, report.ForkCount);
        Assert.Equal(["vendor_copies", "forks", "store_log"], report.NotRemoved.Select(n => n.What));
        Assert.Equal((DeletionCause.Asked, _rig.Time.GetUtcNow()), (report.Cause, report.At));
        var told = (await _rig.OutboxAsync())[^1];
        Assert.Equal((ConversationEventKind.Deleted, "key-1", report), (told.Kind, told.By, told.Deletion));
    }

    [Fact]
    public async Task Deletion_ThatAnotherWriteComesBefore_CountsThatToo()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        _rig.Torn.AfterHead = () => _rig.CommitAsync("t2");

        var deleted = await _torn.DeleteAsync(Deletions.Order, _ => true, default);

        Assert.Equal(2, deleted!.Deleted.Report!.Turns);
        Assert.Empty(await _rig.Log.ReadTurnsAsync(ProtocolRig.Key, 1, 10, default));
    }

    [Fact]
    public async Task Deletion_ThatAHoldComesBefore_IsRefused()
    {
        await _rig.CreateAsync();
        await _rig.CommitAsync("t1");
        var other = new ErasureEngine(ProtocolRig.Key, _rig.Log, _rig.Time);
        _rig.Torn.AfterHead = () => other.HoldAsync(true, "counsel", default);

        await ProtocolRig.RefusedAsync(MeshErrorCode.Conflict, "legal_hold", () => _torn.DeleteAsync(Deletions.Order, NotHeld, default));

        Assert.Single(await _rig.Log.ReadTurnsAsync(ProtocolRig.Key, 1, 10, default));
        await other.HoldAsync(false, "counsel", default);
        Assert.NotNull(await other.DeleteAsync(Deletions.Order, NotHeld, default));
    }

    [Fact]
    public async Task Hold_SetTwice_IsOneAndSaysWhoAndSinceWhen()
    {
        await _rig.CreateAsync();
        var held = await _torn.HoldAsync(true, "counsel", default);
        _rig.Time.Advance(TimeSpan.FromDays(1));

        var again = await _torn.HoldAsync(true, "another", default);

        Assert.Equal((held.Sequence, new LegalHold(held.UpdatedAt, "counsel")), (again.Sequence, again.Hold));
        Assert.Null((await _torn.HoldAsync(false, "counsel", default)).Hold);
        Assert.Equal(
            [(ConversationEventKind.Created, ""), (ConversationEventKind.Held, "counsel"), (ConversationEventKind.Released, "counsel")],
            (await _rig.OutboxAsync()).Select(e => (e.Kind, e.By)));
    }

    [Fact]
    public async Task Deletion_ThatIsNotWanted_WritesNothing()
    {
        var head = await _rig.CreateAsync();

        Assert.Null(await _torn.DeleteAsync(Deletions.Order, _ => false, default));

        Assert.Equal(head.Sequence, (await _rig.OtherConversations.ReadAsync(null, default)).Sequence);
    }

    [Fact]
    public async Task Deletion_KnowsTheSilosThatMayStillHoldFrames()
    {
        await _rig.CreateAsync();
        await _rig.EndAsync(await _rig.BeginAsync("t1", "long-ago"));
        _rig.Time.Advance(TimeSpan.FromMinutes(6));
        await _rig.EndAsync(await _rig.BeginAsync("t2", "just-now"));
        await _rig.BeginAsync("t3", "runs");

        var erasure = await _torn.DeleteAsync(Deletions.Order, _ => true, default);

        Assert.Equal(["just-now", "runs"], erasure!.Owners.Order());
        Assert.Empty((await _torn.DeleteAsync(Deletions.Order, _ => true, default))!.Owners);
    }

    [Fact]
    public async Task Forks_BeyondTheBound_AreCountedAndTheLastOnesNamed()
    {
        await _rig.CreateAsync();
        for (var i = 1; i <= ConversationHead.MostForks + 2; i++)
        {
            await _torn.NoteForkAsync($"f{i}", default);
        }

        var head = await _rig.OtherConversations.ReadAsync(null, default);

        Assert.Equal((ConversationHead.MostForks, "f3", 18L), (head.Forks.Count, head.Forks[0], head.ForkCount));
    }

    [Fact]
    public async Task Deletion_OfMoreTurnsThanOneRead_CountsAll()
    {
        var turns = Enumerable.Range(1, LogBounds.MostTurnsRead + 3).Select(i => new TurnRecord { Number = i, State = TurnState.Committed, Attempt = 1, Epoch = 1, Request = ProtocolRig.Request($"t{i}") });
        await _rig.CreateAsync();
        await _rig.OtherConversations.CopyAsync([.. turns.Take(LogBounds.MostTurnsWritten)], 0, default);
        await _rig.OtherConversations.CopyAsync([.. turns.Skip(LogBounds.MostTurnsWritten)], LogBounds.MostTurnsWritten, default);

        Assert.Equal(LogBounds.MostTurnsRead + 3, (await _rig.DeleteAsync()).Report!.Turns);
    }

    private static bool NotHeld(ConversationHead head)
    {
        RetentionRule.ThrowIfHeld(head, new Contracts.Catalog.RetentionPolicy());
        return true;
    }

    private static ConversationSummary Summary() => new()
    {
        Revision = 1,
        Covered = [new TurnRange(1, 1)],
        Items = [new SummaryItem { Kind = SummaryKind.Fact, Key = "key", Statements = [new SummaryStatement("text", [1])] }],
    };

    private async Task PictureAsync(string id)
    {
        var message = new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("see"), new ImagePart("data", null), new FilePart(null, "file")], ToolCalls = [new ToolCall("id", "f", "{a:}")] };
        var begun = await _rig.OtherTurns.BeginAsync(ProtocolRig.Request(id) with { Chat = new ChatRequest { Messages = [message] } }, "silo-a", default);
        await _rig.EndAsync(begun);
    }
}
