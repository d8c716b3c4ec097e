using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Grains.Draining;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class TurnServiceTests : ConversationDoor
{
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
        var turn = await Caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        Assert.Equal(("hello", "Grüße aus 東京"), (turn.Messages[0].Parts[0].Text, turn.Answer.Parts[0].Text));
    }

    [Fact]
    public async Task SendTurn_OfALaterTurn_TellsTheModelInstructionsAndWhatWasSaid()
    {
        await SendAsync("t1", "hello");
        await SendAsync("t2", "and then?");

        var said = Upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => (m!["role"]!.GetValue<string>(), m["content"]!.ToString()));
        Assert.Equal([("system", "be kind"), ("user", "hello"), ("assistant", "Grüße aus 東京"), ("user", "and then?")], said);
    }

    [Fact]
    public async Task PinnedFacts_OfAConversation_AreToldToTheModelAndChangedAsAWhole()
    {
        await Caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts { Facts = { "the customer is Ada" } } });
        await SendAsync("t1", "hello");
        var told = Upstream.Requests[^1].Json["messages"]![0]!["content"]!.GetValue<string>();

        var cleared = await Caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts() });
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await Caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", PinnedFacts = new V1.PinnedFacts { Facts = { "a", "" } } }));

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
        Assert.Equal(1, Upstream.Started);
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
        Upstream.Script = r => ChatReplies.Answer(r, ["a", "b", "c"]) with { PieceDelay = TimeSpan.FromMilliseconds(20) };

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SendAsync("t1", "hello")));

        Assert.All(all, a => Assert.Null(a.Fault));
        Assert.All(all, a => Assert.Equal("abc", Text(a.Frames)));
        Assert.All(all, a => Assert.Equal(V1.TurnState.Committed, a.Frames[^1].Over.State));
        Assert.Equal(1, Upstream.Started);
    }

    [Fact]
    public async Task SendTurn_ManyAtOnce_WaitInTurnAndBeyondTheQueueAreRefused()
    {
        Upstream.Script = r => ChatReplies.Answer(r, ["a"]) with { FirstDelay = TimeSpan.FromMilliseconds(50) };

        var all = await Task.WhenAll(Enumerable.Range(1, 12).Select(n => SendAsync($"t{n}", "hello")));

        var refused = all.Where(a => a.Fault is not null).ToArray();
        Assert.All(refused, r => Assert.Equal((StatusCode.Aborted, "CONVERSATION_BUSY"), (r.Fault!.StatusCode, GrpcCaller.Info(r.Fault).Reason)));
        Assert.InRange(all.Length - refused.Length, 9, 12);
        Assert.Equal(all.Length - refused.Length, (await GetAsync()).Version);
    }

    [Fact]
    public async Task SendTurn_AnswerThatBreaksOff_IsADraftAndAnsweredAnewBySameId()
    {
        Upstream.Script = r => ChatReplies.Answer(r, ["half", " of", " it"]) is var whole && Upstream.Started == 1
            ? whole with { Pieces = [.. whole.Pieces.Take(3)], Ending = UpstreamEnding.Reset }
            : whole;
        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Null(fault);
        Assert.Equal((V1.TurnState.Interrupted, "interrupted"), (frames[^1].Over.State, frames[^1].Over.Error.Code));
        Assert.Equal(0, (await GetAsync()).Version);
        var draft = await Caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        Assert.Equal(Text(frames), draft.Answer.Parts[0].Text);

        (frames, _) = await SendAsync("t1", "hello");

        Assert.Equal(("half of it", 2), (Text(frames), frames[^1].Position.Attempt));
        Assert.Equal(1, (await GetAsync()).Version);
    }

    [Fact]
    public async Task SendTurn_NobodyAnswers_IsAFailedTurnAndNoHistory()
    {
        Upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"no"}}""", 400);

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
            using var call = Caller.Conversations.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = "c1", TurnId = "t1", From = new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = from } });
            var (again, fault) = await ReadAsync(call);
            Assert.Null(fault);
            Assert.Equal(told.Skip(from), again.Skip(1));
        }
    }

    [Fact]
    public async Task ResumeTurn_AfterItsCallerWasLost_GoesOnWhereItStopped()
    {
        Upstream.Script = r => ChatReplies.Answer(r, [.. Enumerable.Range(0, 30).Select(i => $" {i}")]) with { PieceDelay = TimeSpan.FromMilliseconds(10) };
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
        using var resumed = Caller.Conversations.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = "c1", TurnId = "t1", From = new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = last.Seq + 1 } });
        var (rest, fault) = await ReadAsync(resumed);

        Assert.Null(fault);
        Assert.Equal(string.Concat(Enumerable.Range(0, 30).Select(i => $" {i}")), Text(had) + Text(rest));
        Assert.Equal(1, Upstream.Started);
    }

    [Fact]
    public async Task ResumeTurn_PastItsEnd_IsToldTheEndAndNotLeftWaiting()
    {
        await SendAsync("t1", "hello");

        using var call = Caller.Conversations.ResumeTurn(
            new V1.ResumeTurnRequest { ConversationId = "c1", TurnId = "t1", From = new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = 1000 } }, deadline: DateTime.UtcNow.AddMinutes(1));
        var (frames, fault) = await ReadAsync(call);

        Assert.Null(fault);
        Assert.Equal(V1.TurnState.Committed, Assert.Single(frames, f => f.Over is not null).Over.State);
    }

    [Fact]
    public async Task SendTurn_AtASiloThatDrains_IsRefusedAndLeavesNoTurn()
    {
        Mesh.Services.GetRequiredService<SiloState>().MoveTo(SiloPhase.Draining);

        var (frames, fault) = await SendAsync("t1", "hello");

        Assert.Empty(frames);
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (fault!.StatusCode, GrpcCaller.Info(fault).Reason));
        Assert.Equal(0, (await GetAsync()).Turns);
    }

    [Fact]
    public async Task CancelTurn_WhileItRuns_EndsTheUpstreamCallAndKeepsADraft()
    {
        Upstream.Script = r => ChatReplies.Answer(r, ["some"]) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : null!;
        using var call = Send("t1", "hello", default);
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.Delta is not { Content: "some" })
        {
        }

        var cancelled = await Caller.Conversations.CancelTurnAsync(new V1.CancelTurnRequest { ConversationId = "c1", TurnId = "t1" });

        Assert.Equal((V1.TurnState.Cancelled, "some"), (cancelled.State, cancelled.Answer.Parts[0].Text));
        var (rest, fault) = await ReadAsync(call);
        Assert.Null(fault);
        Assert.Equal(V1.TurnState.Cancelled, rest[^1].Over.State);
        await Waiting.UntilAsync(() => Upstream.Aborted == 1);
    }

    [Fact]
    public async Task EditAndRegenerate_BranchOffAndTheConversationGoesOnThere()
    {
        await SendAsync("t1", "one");
        await SendAsync("t2", "two");
        using (var edit = Caller.Conversations.EditTurn(new V1.EditTurnRequest { ConversationId = "c1", Turn = 2, Chat = Says("zwei"), Options = new V1.TurnOptions { TurnId = "t3" } }))
        {
            await ReadAsync(edit);
        }

        using (var again = Caller.Conversations.RegenerateTurn(new V1.RegenerateTurnRequest { ConversationId = "c1", Turn = 3, Options = new V1.TurnOptions { TurnId = "t4" } }))
        {
            await ReadAsync(again);
        }

        var said = Upstream.Requests[^1].Json["messages"]!.AsArray().Where(m => m!["role"]!.GetValue<string>() == "user").Select(m => m!["content"]!.ToString());
        Assert.Equal(["one", "zwei"], said);
        var listed = await Caller.Conversations.ListTurnsAsync(new V1.ListTurnsRequest { ConversationId = "c1" });
        Assert.Equal([(1L, 0L), (2L, 1L), (3L, 1L), (4L, 1L)], listed.Turns.Select(t => (t.Number, t.Parent)));
        Assert.Equal(4, (await GetAsync()).LastTurn);
    }

    [Theory]
    [InlineData("", "hello", "t1", "conversation_id")]
    [InlineData("a/b", "hello", "t1", "conversation_id")]
    [InlineData("c1", "", "t1", "chat.messages[0].parts")]
    [InlineData("c1", "hello", "a\nb", "options.turn_id")]
    public async Task SendTurn_WrongField_IsNamed(string conversation, string text, string turn, string field)
    {
        var request = new V1.SendTurnRequest { ConversationId = conversation, Chat = Says(text), Options = new V1.TurnOptions { TurnId = turn } };
        if (text.Length == 0)
        {
            request.Chat.Messages[0].Parts.Clear();
        }

        using var call = Caller.Conversations.SendTurn(request);
        var (_, fault) = await ReadAsync(call);

        Assert.Equal((StatusCode.InvalidArgument, field), (fault!.StatusCode, GrpcCaller.Field(fault)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1801, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(1, -1)]
    public async Task SendTurn_TimeoutThatIsNone_IsNamed(long seconds, int nanos)
    {
        var request = new V1.SendTurnRequest { ConversationId = "c1", Chat = Says("hello"), Options = new V1.TurnOptions { Timeout = new Duration { Seconds = seconds, Nanos = nanos } } };
        using var call = Caller.Conversations.SendTurn(request);
        var (_, fault) = await ReadAsync(call);

        Assert.Equal((StatusCode.InvalidArgument, "options.timeout"), (fault!.StatusCode, GrpcCaller.Field(fault)));
    }
}
