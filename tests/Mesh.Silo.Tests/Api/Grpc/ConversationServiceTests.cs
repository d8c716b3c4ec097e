using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class ConversationServiceTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
        _caller = GrpcCaller.Open(_mesh);
        await _caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1", Title = "first", Route = "m", Instructions = "be kind" });
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task SendTurn_Answer_IsToldInNumberedFramesAndCommitted()
    {
        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Null(fault);
        Assert.Equal("t1", frames[0].Accepted.TurnId);
        Assert.Equal(Enumerable.Range(0, frames.Count - 1).Select(i => (1L, 1, (long)i)), frames.Skip(1).Select(f => (f.Position.Turn, f.Position.Attempt, f.Position.Seq)));
        Assert.Equal("m-api", frames[1].Start.Endpoint);
        Assert.Equal("Grüße aus 東京", Text(frames));
        var over = frames[^1].Over;
        Assert.Equal((V1.TurnState.Committed, 1L, "stop", 7L), (over.State, over.Version, over.FinishReason, over.Usage.InputTokens));
        var turn = await _caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        Assert.Equal(("hello", "Grüße aus 東京"), (turn.Messages[0].Parts[0].Text, turn.Answer.Parts[0].Text));
    }

    [Fact]
    public async Task SendTurn_OfALaterTurn_TellsTheModelInstructionsAndWhatWasSaid()
    {
        await SendAsync("t1", "hello");
        await SendAsync("t2", "and then?");

        var said = _upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => (m!["role"]!.GetValue<string>(), m["content"]!.ToString()));
        Assert.Equal([("system", "be kind"), ("user", "hello"), ("assistant", "Grüße aus 東京"), ("user", "and then?")], said);
    }

    [Fact]
    public async Task PinnedFacts_OfAConversation_AreToldToTheModelAndChangedAsAWhole()
    {
        await _caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts { Facts = { "the customer is Ada" } } });
        await SendAsync("t1", "hello");
        var told = _upstream.Requests[^1].Json["messages"]![0]!["content"]!.GetValue<string>();

        var cleared = await _caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts() });
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await _caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts { Facts = { "a", "" } } }));

        Assert.Equal("be kind\n\nKeep in mind:\n- the customer is Ada", told);
        Assert.Empty(cleared.PinnedFacts);
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("pinned_facts[1]", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendTurn_TheSameAgain_IsToldAgainWithoutAnotherCall()
    {
        await SendAsync("t1", "hello");

        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Null(fault);
        Assert.Equal("Grüße aus 東京", Text(frames));
        Assert.Equal(V1.TurnState.Committed, frames[^1].Over.State);
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task SendTurn_OtherContentUnderTheSameId_IsRefused()
    {
        await SendAsync("t1", "hello");

        var (frames, fault) = await SendAsync("t1", "other");

        Assert.Empty(frames);
        Assert.Equal((StatusCode.Aborted, "TURN_ID_REUSED"), (fault!.StatusCode, GrpcCaller.Info(fault).Reason));
    }

    [Fact]
    public async Task SendTurn_SixteenTimesAtOnce_IsOneCallAndSixteenEqualAnswers()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["a", "b", "c"]) with { PieceDelay = TimeSpan.FromMilliseconds(20) };

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SendAsync("t1", "hello")));

        Assert.All(all, a => Assert.Null(a.Fault));
        Assert.All(all, a => Assert.Equal("abc", Text(a.Frames)));
        Assert.All(all, a => Assert.Equal(V1.TurnState.Committed, a.Frames[^1].Over.State));
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task SendTurn_ManyAtOnce_WaitInTurnAndBeyondTheQueueAreRefused()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["a"]) with { FirstDelay = TimeSpan.FromMilliseconds(50) };

        var all = await Task.WhenAll(Enumerable.Range(1, 12).Select(n => SendAsync($"t{n}", "hello")));

        var refused = all.Where(a => a.Fault is not null).ToArray();
        Assert.All(refused, r => Assert.Equal((StatusCode.Aborted, "CONVERSATION_BUSY"), (r.Fault!.StatusCode, GrpcCaller.Info(r.Fault).Reason)));
        Assert.InRange(all.Length - refused.Length, 9, 12);
        Assert.Equal(all.Length - refused.Length, (await GetAsync()).Version);
    }

    [Fact]
    public async Task SendTurn_AnswerThatBreaksOff_IsADraftAndAnsweredAnewBySameId()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["half", " of", " it"]) is var whole && _upstream.Started == 1
            ? whole with { Pieces = [.. whole.Pieces.Take(3)], Ending = UpstreamEnding.Reset }
            : whole;
        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Null(fault);
        Assert.Equal((V1.TurnState.Interrupted, "interrupted"), (frames[^1].Over.State, frames[^1].Over.Error.Code));
        Assert.Equal(0, (await GetAsync()).Version);
        var draft = await _caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        Assert.Equal(Text(frames), draft.Answer.Parts[0].Text);

        (frames, _) = await SendAsync("t1", "hello");

        Assert.Equal(("half of it", 2), (Text(frames), frames[^1].Position.Attempt));
        Assert.Equal(1, (await GetAsync()).Version);
    }

    [Fact]
    public async Task SendTurn_NobodyAnswers_IsAFailedTurnAndNoHistory()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"no"}}""", 400);

        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Null(fault);
        Assert.Equal(V1.TurnState.Failed, frames[^1].Over.State);
        Assert.Equal(0, (await GetAsync()).Version);
    }

    [Fact]
    public async Task ResumeTurn_FromAnyPlace_GivesExactlyTheFramesFromThere()
    {
        var (frames, _) = await SendAsync("t1", "hello");
        var told = frames.Skip(1).ToArray();
        for (var from = 0; from < told.Length; from++)
        {
            using var call = _caller.Conversations.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = "c1", TurnId = "t1", From = new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = from } });
            var (again, fault) = await ReadAsync(call);
            Assert.Null(fault);
            Assert.Equal(told.Skip(from), again.Skip(1));
        }
    }

    [Fact]
    public async Task ResumeTurn_AfterItsCallerWasLost_GoesOnWhereItStopped()
    {
        _upstream.Script = r => ChatReplies.Answer(r, [.. Enumerable.Range(0, 30).Select(i => $" {i}")]) with { PieceDelay = TimeSpan.FromMilliseconds(10) };
        using var lost = new CancellationTokenSource();
        var had = new List<V1.TurnFrame>();
        using (var call = Send("t1", "hello", lost.Token))
        {
            while (had.Count < 8 && await call.ResponseStream.MoveNext(default))
            {
                had.Add(call.ResponseStream.Current);
            }

            await lost.CancelAsync();
        }

        var last = had[^1].Position;
        using var resumed = _caller.Conversations.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = "c1", TurnId = "t1", From = new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = last.Seq + 1 } });
        var (rest, fault) = await ReadAsync(resumed);

        Assert.Null(fault);
        Assert.Equal(string.Concat(Enumerable.Range(0, 30).Select(i => $" {i}")), Text(had) + Text(rest));
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task CancelTurn_WhileItRuns_EndsTheUpstreamCallAndKeepsADraft()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["some"]) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : null!;
        using var call = Send("t1", "hello", default);
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.Delta is not { Content: "some" })
        {
        }

        var cancelled = await _caller.Conversations.CancelTurnAsync(new V1.CancelTurnRequest { ConversationId = "c1", TurnId = "t1" });

        Assert.Equal((V1.TurnState.Cancelled, "some"), (cancelled.State, cancelled.Answer.Parts[0].Text));
        var (rest, fault) = await ReadAsync(call);
        Assert.Null(fault);
        Assert.Equal(V1.TurnState.Cancelled, rest[^1].Over.State);
        await Waiting.UntilAsync(() => _upstream.Aborted == 1);
    }

    [Fact]
    public async Task EditAndRegenerate_BranchOffAndTheConversationGoesOnThere()
    {
        await SendAsync("t1", "one");
        await SendAsync("t2", "two");
        using (var edit = _caller.Conversations.EditTurn(new V1.EditTurnRequest { ConversationId = "c1", Turn = 2, Input = Says("zwei"), Options = new V1.TurnOptions { TurnId = "t3" } }))
        {
            await ReadAsync(edit);
        }

        using (var again = _caller.Conversations.RegenerateTurn(new V1.RegenerateTurnRequest { ConversationId = "c1", Turn = 3, Options = new V1.TurnOptions { TurnId = "t4" } }))
        {
            await ReadAsync(again);
        }

        var said = _upstream.Requests[^1].Json["messages"]!.AsArray().Where(m => m!["role"]!.GetValue<string>() == "user").Select(m => m!["content"]!.ToString());
        Assert.Equal(["one", "zwei"], said);
        var listed = await _caller.Conversations.ListTurnsAsync(new V1.ListTurnsRequest { ConversationId = "c1" });
        Assert.Equal([(1L, 0L), (2L, 1L), (3L, 1L), (4L, 1L)], listed.Turns.Select(t => (t.Number, t.Parent)));
        Assert.Equal(4, (await GetAsync()).LastTurn);
    }

    [Fact]
    public async Task Conversation_IsUpdatedAndDeletedForGood()
    {
        await SendAsync("t1", "one");
        var updated = await _caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", Title = "second", Metadata = new V1.Metadata { Values = { ["a"] = "b" } } });
        Assert.Equal(("second", "b", "be kind", "m"), (updated.Title, updated.Metadata["a"], updated.Instructions, updated.Route));

        Assert.Equal(1, (await _caller.Conversations.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = "c1" })).TurnsRemoved);

        var fault = await GrpcCaller.FaultAsync(_caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c1" }));
        Assert.Equal((StatusCode.NotFound, "CONVERSATION_NOT_FOUND"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
    }

    [Theory]
    [InlineData("", "hello", "t1", "conversation_id")]
    [InlineData("a/b", "hello", "t1", "conversation_id")]
    [InlineData("c1", "", "t1", "input.messages[0].parts")]
    [InlineData("c1", "hello", "a\nb", "options.turn_id")]
    public async Task SendTurn_WrongField_IsNamed(string conversation, string text, string turn, string field)
    {
        var request = new V1.SendTurnRequest { ConversationId = conversation, Input = Says(text), Options = new V1.TurnOptions { TurnId = turn } };
        if (text.Length == 0)
        {
            request.Input.Messages[0].Parts.Clear();
        }

        using var call = _caller.Conversations.SendTurn(request);
        var (_, fault) = await ReadAsync(call);

        Assert.Equal((StatusCode.InvalidArgument, field), (fault!.StatusCode, GrpcCaller.Field(fault)));
    }

    private static V1.TurnInput Says(string text) => new() { Messages = { new V1.Message { Role = V1.Role.User, Parts = { new V1.Part { Text = text } } } } };

    private static string Text(IEnumerable<V1.TurnFrame> frames) => string.Concat(frames.Select(f => f.Delta?.Content));

    private static async Task<(IReadOnlyList<V1.TurnFrame> Frames, RpcException? Fault)> ReadAsync(AsyncServerStreamingCall<V1.TurnFrame> call)
    {
        var frames = new List<V1.TurnFrame>();
        try
        {
            await foreach (var frame in call.ResponseStream.ReadAllAsync())
            {
                frames.Add(frame);
            }
        }
        catch (RpcException e)
        {
            return (frames, e);
        }

        return (frames, null);
    }

    private AsyncServerStreamingCall<V1.TurnFrame> Send(string turn, string text, CancellationToken cancellationToken) => _caller.Conversations.SendTurn(
        new V1.SendTurnRequest { ConversationId = "c1", Input = Says(text), Options = new V1.TurnOptions { TurnId = turn } }, cancellationToken: cancellationToken);

    private async Task<(IReadOnlyList<V1.TurnFrame> Frames, RpcException? Fault)> SendAsync(string turn, string text)
    {
        using var call = Send(turn, text, default);
        return await ReadAsync(call);
    }

    private async Task<V1.Conversation> GetAsync() => await _caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c1" });
}
