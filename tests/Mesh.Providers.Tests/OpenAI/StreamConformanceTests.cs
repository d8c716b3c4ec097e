using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class StreamConformanceTests
{
    private const string Done = "data: [DONE]\n\n";
    private static readonly string s_first = ChatReplies.Chunk("""{"role":"assistant","content":"a"}""", "null");
    private static readonly string s_last = ChatReplies.Chunk("{}", "\"stop\"");

    [Fact]
    public async Task Stream_EveryByteOfTheUpstream_IsInTheFrames()
    {
        string[] events = [": ping\n\n", s_first, ": ping\r\n\r\n", s_last, Done];

        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(events));

        Assert.Equal(string.Concat(events), string.Concat(frames.Select(f => Encoding.UTF8.GetString(f.Raw.Span))));
        Assert.Equal([true, false, true, false, false], frames.Select(f => f.IsKeepAlive));
        Assert.True(frames[^1].IsEnd);
    }

    [Fact]
    public async Task Stream_PiecesThatCameTogether_AreOneFrameThatSaysTheSame()
    {
        string[] events = [s_first, .. Enumerable.Range(0, 10).Select(i => ChatReplies.Chunk($$"""{"content":"{{i}} "}""", "null")), s_last, Done];
        var written = UpstreamReply.Events(string.Concat(events));

        var frames = await OpenAICalls.AskAsync(written);

        Assert.Equal(4, frames.Count);
        Assert.Equal([1, 10, 1, 1], frames.Select(f => f.Parts));
        Assert.Equal(string.Concat(events), string.Concat(frames.Select(f => Encoding.UTF8.GetString(f.Raw.Span))));
        Assert.Equal("a" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i} ")), OpenAICalls.Text(frames));
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n")]
    [InlineData("data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n")]
    [InlineData("data: {\"choices\":\ndata: []}\n\n")]
    [InlineData("data: {\"choices\":[]}\r\n\r\n")]
    [InlineData("id: 1\ndata: {\"choices\":[]}\n\n")]
    [InlineData(": waiting\n\n")]
    public async Task Stream_EventThatIsMoreThanAPiece_IsAFrameOfItsOwn(string e)
    {
        var piece = ChatReplies.Chunk("""{"content":"b"}""", "null");

        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(s_first + piece + piece + e + piece + piece + s_last + Done));

        Assert.Equal([1, 2, 1, 2, 1, 1], frames.Select(f => f.Parts));
        Assert.Equal(e, Encoding.UTF8.GetString(frames[2].Raw.Span));
    }

    [Fact]
    public async Task Stream_ErrorAmongPieces_IsTheUpstreams()
    {
        var piece = ChatReplies.Chunk("""{"content":"b"}""", "null");

        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Events(s_first + piece + piece + "data: {\"error\":{\"message\":\"gone\",\"code\":500}}\n\n"));

        Assert.Equal(UpstreamFaultKind.ServerError, fault.Kind);
    }

    [Fact]
    public async Task Stream_CharacterSplitBetweenWrites_ArrivesWhole()
    {
        var bytes = Encoding.UTF8.GetBytes(ChatReplies.Chunk("""{"content":"東京🚀"}""", "null") + s_last + Done);
        for (var at = 1; at < bytes.Length; at += 3)
        {
            var reply = new UpstreamReply { ContentType = "text/event-stream", Pieces = [bytes.AsMemory(0, at), bytes.AsMemory(at)] };

            Assert.Equal("東京🚀", OpenAICalls.Text(await OpenAICalls.AskAsync(reply)));
        }
    }

    [Fact]
    public async Task Stream_WithoutEndMarkerButFinished_IsWhole()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, s_last));

        Assert.Equal("stop", Assert.Single(OpenAICalls.Events(frames).OfType<ChoiceFinished>()).Reason);
    }

    [Fact]
    public async Task Stream_WithoutEndMarkerAndUnfinished_IsBroken() =>
        Assert.Equal(UpstreamFaultKind.Broken, (await OpenAICalls.FaultAsync(UpstreamReply.Events(s_first))).Kind);

    [Fact]
    public async Task Stream_EmptyFinishReason_IsNoEnd() =>
        Assert.Equal(UpstreamFaultKind.Broken, (await OpenAICalls.FaultAsync(UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "\"\"")))).Kind);

    [Fact]
    public async Task Stream_DataAfterEndMarker_IsLeftUnread()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, s_last, Done, s_first));

        Assert.Equal("a", OpenAICalls.Text(frames));
        Assert.True(frames[^1].IsEnd);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData(": ping\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"id\":\"x\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":0}}\n\ndata: [DONE]\n\n")]
    public async Task Stream_EndedWithoutAnAnswer_IsMalformedSoThatAnotherMayAnswer(string body) =>
        Assert.Equal(UpstreamFaultKind.Malformed, (await OpenAICalls.FaultAsync(UpstreamReply.Events(body))).Kind);

    [Fact]
    public async Task Stream_EmptyBody_IsBroken() =>
        Assert.Equal(UpstreamFaultKind.Broken, (await OpenAICalls.FaultAsync(UpstreamReply.Events())).Kind);

    [Theory]
    [InlineData("{not json")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    public async Task Stream_FirstEventIsNoObject_IsMalformed(string data) =>
        Assert.Equal(UpstreamFaultKind.Malformed, (await OpenAICalls.FaultAsync(UpstreamReply.Events($"data: {data}\n\n", s_last))).Kind);

    [Fact]
    public async Task Stream_MalformedEventAfterContent_PassesToARelayAndIsToldToAReader()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, "data: {not json}\n\n", s_last, Done));

        Assert.Equal("data: {not json}\n\n", Encoding.UTF8.GetString(frames[1].Raw.Span));
        Assert.Equal(MeshErrorCode.Interrupted, Assert.Throws<MeshException>(frames[1].Read).Error.Code);
    }

    [Theory]
    [InlineData("data: hello\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"b\n\n")]
    [InlineData("data:[1]\n\n")]
    public async Task Stream_EventAfterContentThatIsPlainlyNoObject_IsMalformed(string data) =>
        Assert.Equal(UpstreamFaultKind.Malformed, (await OpenAICalls.FaultAsync(UpstreamReply.Events(s_first, data, s_last, Done))).Kind);

    [Theory]
    [InlineData("event: ping\ndata: now\n\n")]
    [InlineData("data:  {\"choices\":[]} \n\n")]
    [InlineData("data: {\"choices\":\ndata: []}\n\n")]
    [InlineData("data:\n\n")]
    [InlineData("id: 7\n\n")]
    public async Task Stream_EventThatSaysNothing_IsNoFault(string data) =>
        Assert.Equal("a", OpenAICalls.Text(await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, data, s_last, Done))));

    [Theory]
    [InlineData("data: [DONE]")]
    [InlineData("data: [DONE]\n")]
    [InlineData("data: [DONE]\r\n")]
    public async Task Stream_LastBlankLineMissing_IsPutThere(string done)
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, s_last, done));

        Assert.True(frames[^1].IsEnd);
        Assert.EndsWith("\n\n", Encoding.UTF8.GetString(frames[^1].Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_EndedInsideAnEvent_GivesNoByteOfItAway()
    {
        var whole = s_first + s_last + Done;
        var bytes = Encoding.UTF8.GetBytes(whole);
        for (var at = 0; at < bytes.Length; at++)
        {
            var (text, fault) = await UntilFaultAsync(new UpstreamReply { ContentType = "text/event-stream", Pieces = [bytes.AsMemory(0, at)] });

            // Complete but for its blank line is complete.
            var finished = at >= Encoding.UTF8.GetByteCount(s_first + s_last) - 2;
            Assert.Equal(finished, fault is null);
            Assert.True(text.Length == 0 || text.EndsWith("\n\n", StringComparison.Ordinal), $"cut at {at}: {text}");
            Assert.StartsWith(text.TrimEnd('\n'), whole, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Stream_ByteOrderMark_IsNotPassedOn()
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events("\uFEFF" + s_first, s_last, Done));

        Assert.Equal(s_first + s_last + Done, string.Concat(frames.Select(f => Encoding.UTF8.GetString(f.Raw.Span))));
    }

    [Fact]
    public async Task Stream_ConnectionReset_IsBroken() =>
        Assert.Equal(UpstreamFaultKind.Broken, (await OpenAICalls.FaultAsync(UpstreamReply.Events(s_first) with { Ending = UpstreamEnding.Reset })).Kind);

    [Fact]
    public async Task Stream_EventBeyondTheBound_IsMalformed()
    {
        var huge = new byte[17 * 1024 * 1024];
        Array.Fill(huge, (byte)'a');
        var reply = new UpstreamReply { ContentType = "text/event-stream", Pieces = ["data: "u8.ToArray(), huge] };

        Assert.Equal(UpstreamFaultKind.Malformed, (await OpenAICalls.FaultAsync(reply)).Kind);
    }

    [Theory]
    [InlineData("text/html", "<html><body>Sign in</body></html>")]
    [InlineData("application/xhtml", "<html/>")]
    public async Task Stream_PageInsteadOfAStream_IsMalformedOrBroken(string type, string body)
    {
        var fault = await OpenAICalls.FaultAsync(new UpstreamReply { ContentType = type, Pieces = [Encoding.UTF8.GetBytes(body)] });

        Assert.Contains(fault.Kind, new[] { UpstreamFaultKind.Malformed, UpstreamFaultKind.Broken });
    }

    [Theory]
    [InlineData("text/event-stream; charset=utf-8")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task Stream_OddContentTypeOverEvents_IsReadAllTheSame(string type) =>
        Assert.Equal("a", OpenAICalls.Text(await OpenAICalls.AskAsync(UpstreamReply.Events(s_first, s_last, Done) with { ContentType = type })));

    [Fact]
    public async Task Stream_AnsweredWithAWholeBody_GivesItsEventsAndNoForeignBytes()
    {
        var reply = UpstreamReply.Json("""{"id":"x","model":"m","choices":[{"index":0,"message":{"content":"all"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""");

        var frame = Assert.Single(await OpenAICalls.AskAsync(reply));

        Assert.Equal(Dialect.None, frame.Dialect);
        Assert.Equal(3, frame.Usage!.Input);
        Assert.Equal("all", Assert.Single(frame.Read().OfType<TextDelta>()).Text);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}\n\n", UpstreamFaultKind.RateLimited, "slow down", "rate_limit_exceeded")]
    [InlineData("event: error\ndata: {\"message\":\"gone wrong\",\"code\":500}\n\n", UpstreamFaultKind.ServerError, "gone wrong", "500")]
    [InlineData("event: error\ndata: plain words\n\n", UpstreamFaultKind.ServerError, "plain words", null)]
    [InlineData("data: {\"error\":\"engine died\"}\n\n", UpstreamFaultKind.ServerError, "engine died", null)]
    [InlineData("data: {\"object\":\"error\",\"message\":\"bad\",\"type\":\"BadRequestError\",\"code\":400}\n\n", UpstreamFaultKind.Rejected, "bad", "400")]
    [InlineData("data: {\"error\":{\"message\":\"busy\",\"code\":503,\"type\":\"unavailable_error\"}}\n\n", UpstreamFaultKind.ServerError, "busy", "503")]
    [InlineData("data: {\"error\":{\"message\":\"too fast\",\"code\":429}}\n\n", UpstreamFaultKind.RateLimited, "too fast", "429")]
    [InlineData("data: {\"choices\":[],\"x_groq\":{\"error\":\"over capacity\"}}\n\n", UpstreamFaultKind.ServerError, "over capacity", null)]
    [InlineData("data: {\"error\":{\"message\":\"exceeds the available context size\",\"type\":\"exceed_context_size_error\",\"code\":400}}\n\n", UpstreamFaultKind.ContextLength, "exceeds the available context size", "400")]
    public async Task Stream_ErrorInside200_IsAFaultWithTheVendorsWords(string error, UpstreamFaultKind kind, string message, string? code)
    {
        foreach (var reply in new[] { UpstreamReply.Events(error), UpstreamReply.Events(s_first, error) })
        {
            var fault = await OpenAICalls.FaultAsync(reply with { Headers = new Dictionary<string, string> { ["x-request-id"] = "req-9" } });

            Assert.Equal(kind, fault.Kind);
            Assert.Equal(message, fault.Failure.Message);
            Assert.Equal(code, fault.Failure.Code);
            Assert.Equal("req-9", fault.Failure.RequestId);
        }
    }

    [Theory]
    [InlineData("""{"content":"the \"error\": none"}""")]
    [InlineData("""{"content":"a","error":null}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"error\":{\"message\":\"x\"}}"}}]}""")]
    [InlineData("""{"content":"a","meta":{"error":{"message":"not mine"}}}""")]
    public async Task Stream_WordErrorInsideAnAnswer_IsNoFault(string delta)
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(ChatReplies.Chunk(delta, "null"), s_last, Done));

        Assert.All(frames, f => Assert.Null(f.Failure));
    }

    private static async Task<(string Bytes, UpstreamException? Fault)> UntilFaultAsync(UpstreamReply reply)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => reply);
        using var calls = new OpenAICalls();
        await using var answer = await calls.Provider.ChatAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.HelloStream), CancellationToken.None);
        var bytes = new StringBuilder();
        try
        {
            await foreach (var frame in answer.ReadAsync(CancellationToken.None))
            {
                bytes.Append(Encoding.UTF8.GetString(frame.Raw.Span));
            }
        }
        catch (UpstreamException e)
        {
            return (bytes.ToString(), e);
        }

        return (bytes.ToString(), null);
    }
}
