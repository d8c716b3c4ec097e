using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class ContentConformanceTests
{
    private const string Done = "data: [DONE]\n\n";
    private static readonly string s_last = ChatReplies.Chunk("{}", "\"stop\"");

    [Fact]
    public async Task ToolCalls_ParallelAndSpreadOverManyDeltas_KeepTheirPiecesAndPlaces()
    {
        var events = await ReadAsync(
            """{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"c0","type":"function","function":{"name":"weather","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}""",
            """{"tool_calls":[{"index":1,"id":"c1","type":"function","function":{"name":"time","arguments":"{"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"東京\"}"}},{"index":1,"function":{"arguments":"}"}}]}""");

        var calls = events.OfType<ToolCallDelta>().GroupBy(c => c.Call).ToDictionary(g => g.Key, g => g.ToArray());
        Assert.Equal("{\"city\":\"東京\"}", string.Concat(calls[0].Select(c => c.Arguments)));
        Assert.Equal("{}", string.Concat(calls[1].Select(c => c.Arguments)));
        Assert.Equal([("c0", "weather"), ("c1", "time")], calls.Values.Select(c => (c[0].Id!, c[0].Name!)));
        Assert.All(calls[0].Skip(1), c => Assert.Null(c.Id));
    }

    [Fact]
    public async Task ToolCalls_WithoutIndexOrWithArgumentsAsObject_AreReadAllTheSame()
    {
        var events = await ReadAsync("""{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}},{"id":"b","function":{"name":"g"}}]}""");

        Assert.Equal([new ToolCallDelta(0, 0, "a", "f", """{"x":1}"""), new ToolCallDelta(0, 1, "b", "g", "")], events.OfType<ToolCallDelta>());
    }

    [Theory]
    [InlineData("9999999")]
    [InlineData("-1")]
    [InlineData("1e3")]
    public async Task ToolCalls_AbsurdIndex_IsTakenByPosition(string index)
    {
        var events = await ReadAsync("""{"tool_calls":[{"index":NUMBER,"id":"a","function":{"name":"f","arguments":"{}"}}]}""".Replace("NUMBER", index, StringComparison.Ordinal));

        Assert.Equal(0, Assert.Single(events.OfType<ToolCallDelta>()).Call);
    }

    [Theory]
    [InlineData("""{"reasoning_content":"hm"}""")]
    [InlineData("""{"reasoning":"hm"}""")]
    [InlineData("""{"reasoning_content":"hm","reasoning":"hm"}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}""")]
    public async Task Reasoning_UnderAnyVendorsName_IsReadOnce(string delta) =>
        Assert.Equal("hm", Assert.Single((await ReadAsync(delta)).OfType<ReasoningDelta>()).Text);

    [Fact]
    public async Task WholeAnswer_LargerThanItMayBe_IsEndlessAndNotWaitedFor()
    {
        var reply = new UpstreamReply { Pieces = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1024], 8)], Ending = UpstreamEnding.Silence };
        await using var upstream = await FakeUpstream.StartAsync(_ => reply);
        using var calls = new OpenAICalls();
        var target = OpenAICalls.Target(upstream.Url);

        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.AskAsync(target with { Endpoint = target.Endpoint with { MaxAnswerBytes = 4096 } }, OpenAICalls.Native(OpenAICalls.Hello)));

        Assert.Equal(UpstreamFaultKind.Endless, fault.Kind);
    }

    [Fact]
    public async Task Content_InParts_IsText() =>
        Assert.Equal("ab", string.Concat((await ReadAsync("""{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""")).OfType<TextDelta>().Select(t => t.Text)));

    [Fact]
    public async Task Refusal_InPieces_IsRefusal() =>
        Assert.Equal("no, sorry", string.Concat((await ReadAsync("""{"refusal":"no,"}""", """{"refusal":" sorry"}""")).OfType<RefusalDelta>().Select(t => t.Text)));

    [Fact]
    public async Task Surrogates_SplitBetweenDeltas_AreMendedAndNotThrown()
    {
        var events = await ReadAsync("""{"content":"a\ud83d"}""", """{"content":"\ude80b \n\"\u00e9\""}""");

        Assert.Equal("a\uFFFD\uFFFDb \n\"é\"", string.Concat(events.OfType<TextDelta>().Select(t => t.Text)));
    }

    [Fact]
    public async Task Logprobs_OfAChunk_AreKeptAsTheVendorWroteThem()
    {
        const string Json = """{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}],"refusal":null}""";
        var chunk = "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":" + Json + ",\"finish_reason\":null}]}\n\n";

        var events = OpenAICalls.Events(await OpenAICalls.AskAsync(UpstreamReply.Events(chunk, s_last, Done)));

        Assert.Equal(Json, Assert.Single(events.OfType<LogprobsDelta>()).Json);
    }

    [Fact]
    public async Task Choices_Several_KeepTheirIndex()
    {
        var events = OpenAICalls.Events(await OpenAICalls.AskAsync(UpstreamReply.Events(
            "data: {\"id\":\"i\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":null},{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"id\":\"i\",\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n",
            Done)));

        Assert.Equal([new TextDelta(1, "b"), new TextDelta(0, "a")], events.OfType<TextDelta>());
        Assert.Equal([new ChoiceFinished(0, "stop"), new ChoiceFinished(1, "length")], events.OfType<ChoiceFinished>());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("length")]
    [InlineData("tool_calls")]
    [InlineData("content_filter")]
    [InlineData("function_call")]
    [InlineData("abort")]
    public async Task FinishReason_AlsoAVendorsOwn_IsKept(string reason) =>
        Assert.Equal(reason, Assert.Single(OpenAICalls.Events(await OpenAICalls.AskAsync(UpstreamReply.Events(ChatReplies.Chunk("{}", $"\"{reason}\""), Done))).OfType<ChoiceFinished>()).Reason);

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}""", 10, 4, 5, 3)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}""", 10, 6, 5, 0)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"reasoning_tokens":2,"citation_tokens":99}""", 10, 0, 5, 2)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":99},"completion_tokens_details":{"reasoning_tokens":99}}""", 10, 10, 5, 5)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null,"completion_tokens_details":null}""", 10, 0, 5, 0)]
    public async Task Usage_InTheLastChunk_IsReadWithItsDetails(string usage, long input, long cached, long output, long reasoning)
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(
            ChatReplies.Chunk("""{"content":"a"}""", "null"), s_last, "data: {\"id\":\"i\",\"choices\":[],\"usage\":" + usage + "}\n\n", Done));

        var expected = new TokenUsage { Input = input, CachedInput = cached, Output = output, Reasoning = reasoning, Source = UsageSource.Upstream };
        Assert.Equal(expected, frames[2].Usage);
        Assert.True(frames[2].IsMeshOnly);
        Assert.All(frames.Where((_, i) => i != 2), f => Assert.Null(f.Usage));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":5}""")]
    [InlineData("""{"prompt_tokens":99999999999999,"completion_tokens":5}""")]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":5}""")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":-5}""")]
    [InlineData("""{"completion_tokens":5}""")]
    [InlineData("""{"prompt_tokens":1.5,"completion_tokens":5}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    public async Task Usage_Absurd_IsNoUsage(string usage)
    {
        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null"), s_last, "data: {\"id\":\"i\",\"choices\":[],\"usage\":" + usage + "}\n\n", Done));

        Assert.All(frames, f => Assert.Null(f.Usage));
    }

    [Fact]
    public async Task Usage_InEveryChunk_LeavesContentVisibleAndTheLastCounts()
    {
        static string Chunk(string delta, string finish, int output) =>
            $$$"""data: {"id":"i","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}],"usage":{"prompt_tokens":3,"completion_tokens":{{{output}}}}}""" + "\n\n";

        var frames = await OpenAICalls.AskAsync(UpstreamReply.Events(Chunk("""{"content":"a"}""", "null", 1), Chunk("""{"content":"b"}""", "null", 2), Chunk("{}", "\"stop\"", 2), Done));

        Assert.Equal("ab", OpenAICalls.Text(frames));
        Assert.All(frames, f => Assert.False(f.IsMeshOnly));
        Assert.Equal(2, frames.Last(f => f.Usage is not null).Usage!.Output);
    }

    private static async Task<IReadOnlyList<ChatEvent>> ReadAsync(params IEnumerable<string> deltas) =>
        OpenAICalls.Events(await OpenAICalls.AskAsync(UpstreamReply.Events([.. deltas.Select(d => ChatReplies.Chunk(d, "null")), s_last, Done])));
}
