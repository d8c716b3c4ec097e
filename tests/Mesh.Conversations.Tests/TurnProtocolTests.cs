using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Conversations.Tests;

public sealed class TurnProtocolTests
{
    private static readonly ConversationKey s_key = new("acme", "c1");
    private readonly InMemoryConversationLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Owners _owners = new();
    private readonly TurnEngine _turns;
    private readonly ConversationEngine _conversations;

    public TurnProtocolTests()
    {
        _turns = new TurnEngine(s_key, _log, _owners, _time);
        _conversations = new ConversationEngine(s_key, _log, _time);
    }

    [Fact]
    public async Task Turn_OfAConversationThatWasNeverCreated_IsNotFound() => await RefusedAsync(MeshErrorCode.NotFound, "conversation_not_found", Begin("t1"));

    [Fact]
    public async Task Turn_ThatIsCommitted_IsHistoryAndReplayed()
    {
        await CreateAsync();
        var begun = await Begin("t1");
        Assert.Equal((TurnAdmission.Started, 1L, 1), (begun.Admission, begun.Turn!.Number, begun.Turn.Attempt));

        var ended = await End(begun, "hello");

        Assert.True(ended.IsKept);
        Assert.Equal((TurnState.Committed, 1L), (ended.Turn!.State, ended.Turn.Version));
        var again = await Begin("t1");
        Assert.Equal(TurnAdmission.Replayed, again.Admission);
        Assert.Equal("hello", Text(again.Turn));
        Assert.Equal((1L, 1L, 1L), (again.Head.Version, again.Head.Leaf, again.Head.Turns));
    }

    [Fact]
    public async Task Turn_ThatRuns_IsJoinedBySameContentAndRefusedToOther()
    {
        await CreateAsync();
        await Begin("t1");

        var joined = await Begin("t1", owner: "silo-b");

        Assert.Equal((TurnAdmission.Joined, "silo-a"), (joined.Admission, joined.Owner));
        await RefusedAsync(MeshErrorCode.Conflict, "turn_id_reused", Begin("t1", hash: "other"));
    }

    [Fact]
    public async Task Turn_BehindAnotherOne_WaitsForItsEnd()
    {
        await CreateAsync();
        var first = await Begin("t1");
        Assert.Equal(TurnAdmission.Queued, (await Begin("t2")).Admission);

        await End(first, "one");

        var second = await Begin("t2");
        Assert.Equal((TurnAdmission.Started, 2L, 1L), (second.Admission, second.Turn!.Number, second.Turn.Parent));
    }

    [Theory]
    [InlineData(TurnState.Interrupted)]
    [InlineData(TurnState.Failed)]
    public async Task Turn_ThatDidNotEndWell_IsNoHistoryAndBegunAnewBySameId(TurnState state)
    {
        await CreateAsync();
        var begun = await Begin("t1");
        await _turns.EndAsync(Lease(begun), new TurnEnding(state, Answer("half")), default);
        Assert.Equal(0, (await _conversations.ReadAsync(null, default)).Version);

        var again = await Begin("t1");

        Assert.Equal((TurnAdmission.Started, 1L, 2), (again.Admission, again.Turn!.Number, again.Turn.Attempt));
        Assert.Null(again.Turn.Answer);
    }

    [Fact]
    public async Task Turn_ThatWasCancelled_StaysCancelled()
    {
        await CreateAsync();
        var begun = await Begin("t1");

        Assert.Equal(TurnState.Cancelled, (await _turns.CancelAsync("t1", default)).State);

        Assert.False((await End(begun, "too late")).IsKept);
        var again = await Begin("t1");
        Assert.Equal((TurnAdmission.Replayed, TurnState.Cancelled), (again.Admission, again.Turn!.State));
        Assert.Equal(TurnAdmission.Started, (await Begin("t2")).Admission);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turn_WhoseOwnerIsLost_IsBegunAnewAndTheOldEndRefused(bool dead)
    {
        await CreateAsync();
        var first = await Begin("t1", timeout: TimeSpan.FromSeconds(20));
        Pass(dead);

        var second = await Begin("t1", owner: "silo-b");

        Assert.Equal((TurnAdmission.Started, 2), (second.Admission, second.Turn!.Attempt));
        Assert.False((await End(first, "from the grave")).IsKept);
        Assert.True((await End(second, "alive")).IsKept);
        Assert.Equal("alive", Text(await _conversations.TurnAsync("t1", default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turn_WhoseOwnerIsLost_DoesNotHoldUpTheNext(bool dead)
    {
        await CreateAsync();
        await Begin("t1", timeout: TimeSpan.FromSeconds(20));
        Pass(dead);

        var next = await Begin("t2", owner: "silo-b");

        Assert.Equal(TurnAdmission.Started, next.Admission);
        var left = await _conversations.TurnAsync("t1", default);
        Assert.Equal((TurnState.Interrupted, "owner_lost"), (left.State, left.Error!.Reason));
        Assert.Contains(await _log.ReadOutboxAsync(s_key, default), e => e is { Kind: ConversationEventKind.TurnAbandoned, Number: 1, Attempt: 1 });
    }

    [Fact]
    public async Task End_TwiceForOneAttempt_IsOneEnd()
    {
        await CreateAsync();
        var begun = await Begin("t1");
        await End(begun, "hello");

        var again = await End(begun, "hello");

        Assert.True(again.IsKept);
        Assert.Equal(1, (await _conversations.ReadAsync(null, default)).Version);
        Assert.Single(await _log.ReadOutboxAsync(s_key, default), e => e.Kind == ConversationEventKind.TurnEnded);
    }

    [Fact]
    public async Task Version_ThatTheCallerExpects_IsHeldAgainstWhatIsThere()
    {
        await CreateAsync();
        await End(await Begin("t1", version: 0), "one");

        await RefusedAsync(MeshErrorCode.Conflict, "stale_version", Begin("t2", version: 0));
        await RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", Begin("t2", version: 2));
        Assert.Equal(TurnAdmission.Started, (await Begin("t2", version: 1)).Admission);
    }

    [Theory]
    [InlineData(TurnKind.Edit, "new")]
    [InlineData(TurnKind.Regenerate, "t2")]
    public async Task Turn_InAnothersPlace_BranchesOffBeforeIt(TurnKind kind, string said)
    {
        await CreateAsync();
        await End(await Begin("t1"), "one");
        await End(await Begin("t2"), "two");

        var request = Request("t3", "h3", null, null) with { Kind = kind, Target = 2, Chat = new ChatRequest { Messages = kind == TurnKind.Edit ? [Said("new")] : [] } };
        await End(await _turns.BeginAsync(request, "silo-a", default), "three");

        var head = await _conversations.ReadAsync(null, default);
        var branch = await BranchAsync(head.Leaf);
        Assert.Equal([3, 1], branch.Select(t => t.Number));
        Assert.Equal(said, ((TextPart)branch[0].Request.Chat.Messages[0].Parts[0]).Text);
        Assert.Equal(3, head.Version);
    }

    [Fact]
    public async Task Branch_OfManyTurns_IsReadFromItsEndToItsBeginning()
    {
        await CreateAsync();
        for (var i = 1; i <= 100; i++)
        {
            await End(await Begin($"t{i}"), "x");
        }

        Assert.Equal(Enumerable.Range(1, 100).Reverse().Select(n => (long)n), (await BranchAsync(100)).Select(t => t.Number));
    }

    [Fact]
    public async Task Creation_Twice_IsOneIfItIsTheSame()
    {
        await CreateAsync();
        await CreateAsync();

        await RefusedAsync(MeshErrorCode.Conflict, "conversation_exists", _conversations.CreateAsync(new ConversationSettings { Title = "b" }, "other", default));
    }

    [Fact]
    public async Task Deletion_LeavesATombstoneThatNobodyWritesOver()
    {
        await CreateAsync();
        var begun = await Begin("t1");

        var deleted = await Deletions.AskAsync(s_key, _log, _time);
        Assert.Equal((true, 1L), (deleted.IsNew, deleted.Report!.Turns));

        Assert.False((await End(begun, "late")).IsKept);
        await RefusedAsync(MeshErrorCode.NotFound, "conversation_not_found", Begin("t1"));
        await RefusedAsync(MeshErrorCode.Conflict, "conversation_exists", _conversations.CreateAsync(new ConversationSettings(), "h", default));
        Assert.Null(await _log.FindTurnAsync(s_key, "t1", default));
        Assert.Equal(deleted with { IsNew = false }, await Deletions.AskAsync(s_key, _log, _time));
    }

    [Fact]
    public async Task Settings_ChangeWhileATurnRuns_AndTheTurnStillEnds()
    {
        await CreateAsync();
        var begun = await Begin("t1");

        await _conversations.UpdateAsync(s => s with { Title = "new" }, null, default);

        Assert.True((await End(begun, "one")).IsKept);
        Assert.Equal("new", (await _conversations.ReadAsync(null, default)).Settings.Title);
    }

    [Fact]
    public async Task Record_UnderAnothersName_IsNeverShown()
    {
        var foreign = new ConversationHead { Tenant = "other", Id = "c1", Sequence = 1 };
        await _log.WriteAsync(s_key, new LogWrite { Seen = null, Head = foreign }, default);

        await RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", _conversations.ReadAsync(null, default));
    }

    [Fact]
    public async Task LastTurn_ThatIsLostOrAnother_FreezesTheConversation()
    {
        await CreateAsync();
        await End(await Begin("t1"), "one");
        var head = (await _log.ReadHeadAsync(s_key, default))!;
        var turn = (await _log.FindTurnAsync(s_key, "t1", default))!;
        await _log.WriteAsync(s_key, new LogWrite { Seen = head, Head = head with { Sequence = head.Sequence + 1 }, Turns = [turn with { Digest = "bad" }] }, default);

        await RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", Begin("t2"));
        await RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", _conversations.ReadAsync(null, default));
    }

    [Fact]
    public async Task Conversation_ThatItsCallerHasSeenAndIsGone_HasRegressed() =>
        await RefusedAsync(MeshErrorCode.Unavailable, "conversation_regressed", _conversations.ReadAsync(3, default));

    private static async Task RefusedAsync(MeshErrorCode code, string reason, Task call)
    {
        var error = (await Assert.ThrowsAsync<MeshException>(() => call)).Error;
        Assert.Equal((code, reason), (error.Code, error.Reason));
    }

    private static string Text(TurnRecord? turn) => ((TextPart)turn!.Answer!.Message.Parts[0]).Text;

    private static ChatMessage Said(string text) => new() { Role = ChatRole.User, Parts = [new TextPart(text)] };

    private static TurnAnswer Answer(string text) => new() { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(text)] }, FinishReason = "stop" };

    private static TurnLease Lease(TurnBegun begun) => new(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch);

    private static TurnRequest Request(string id, string hash, long? version, TimeSpan? timeout) =>
        new() { TurnId = id, Hash = hash, ExpectedVersion = version, Timeout = timeout, Chat = new ChatRequest { Messages = [Said(id)] } };

    private Task<TurnBegun> Begin(string id, string hash = "h", string owner = "silo-a", long? version = null, TimeSpan? timeout = null) =>
        _turns.BeginAsync(Request(id, hash, version, timeout), owner, default);

    private Task<TurnEnded> End(TurnBegun begun, string text) => _turns.EndAsync(Lease(begun), new TurnEnding(TurnState.Committed, Answer(text)), default);

    private Task<ConversationHead> CreateAsync() => _conversations.CreateAsync(new ConversationSettings { Title = "a" }, "h", default);

    private async Task<List<TurnRecord>> BranchAsync(long leaf)
    {
        var branch = new List<TurnRecord>();
        await foreach (var turn in _conversations.BranchAsync(leaf, default))
        {
            branch.Add(turn);
        }

        return branch;
    }

    private void Pass(bool dead)
    {
        if (dead)
        {
            _owners.Dead = "silo-a";
        }
        else
        {
            _time.Advance(TimeSpan.FromSeconds(20) + TurnEngine.Grace);
        }
    }

    private sealed class Owners : IOwnerLiveness
    {
        public string? Dead { get; set; }

        public bool IsDead(string owner) => owner == Dead;
    }
}
