using System.Net;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.AI;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Mesh.Providers.Tests.Mapping;

public sealed class ChatClientProviderTests
{
    private static readonly ChatResponseUpdate[] s_rich =
    [
        Update(new TextReasoningContent("hm")),
        Update(new TextContent("a")),
        Update(new TextContent("b")),
        Update(new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["x"] = 1 }), new FunctionCallContent("c2", "g")),
        Update(new ErrorContent("no") { ErrorCode = "Refusal" }),
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 9, CachedInputTokenCount = 4, OutputTokenCount = 5, ReasoningTokenCount = 2 })]) { FinishReason = ChatFinishReason.ToolCalls },
        new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.ToolCalls },
    ];

    [Fact]
    public async Task Stream_EveryKindOfContent_BecomesItsEventInOrder()
    {
        var frames = await AskAsync(new ScriptedChatClient(s_rich), streaming: true);
        var events = OpenAICalls.Events(frames);

        Assert.Equal(
            [
                new ReasoningDelta(0, "hm"), new TextDelta(0, "a"), new TextDelta(0, "b"), new ToolCallDelta(0, 0, "c1", "f", "{\"x\":1}"), new ToolCallDelta(0, 1, "c2", "g", "{}"), new RefusalDelta(0, "no"),
                new UsageReported(new TokenUsage { Input = 9, CachedInput = 4, Output = 5, Reasoning = 2, Source = UsageSource.Upstream }), new ChoiceFinished(0, "tool_calls"),
            ],
            events.Where(e => e is not AnswerIdentified));
        Assert.Equal(new AnswerIdentified("r1", "m1", 7), events[0]);
        Assert.All(frames, f => Assert.Equal(Dialect.None, f.Dialect));
    }

    [Fact]
    public async Task Whole_Answer_IsOneFrameWithTheSameContent()
    {
        var frame = Assert.Single(await AskAsync(new ScriptedChatClient(s_rich), streaming: false));

        Assert.Equal("ab", OpenAICalls.Text([frame]));
        Assert.Equal(2, frame.Read().OfType<ToolCallDelta>().Count());
        Assert.Equal(5, frame.Usage!.Output);
        Assert.Equal("tool_calls", Assert.Single(frame.Read().OfType<ChoiceFinished>()).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_ThatTheClientLeavesUnsaid_IsSaid(bool streaming) =>
        Assert.Equal("stop", Assert.Single(OpenAICalls.Events(await AskAsync(new ScriptedChatClient([Update(new TextContent("a"))]), streaming)).OfType<ChoiceFinished>()).Reason);

    [Fact]
    public async Task Stream_WithoutAnyContent_IsMalformed() =>
        Assert.Equal(UpstreamFaultKind.Malformed, (await Assert.ThrowsAsync<UpstreamException>(() => AskAsync(new ScriptedChatClient([]), streaming: true))).Kind);

    public static TheoryData<string, UpstreamFaultKind> Failures => new()
    {
        { "429", UpstreamFaultKind.RateLimited }, { "401", UpstreamFaultKind.Credentials }, { "400", UpstreamFaultKind.Rejected }, { "503", UpstreamFaultKind.ServerError },
        { "connect", UpstreamFaultKind.Unreachable }, { "broken", UpstreamFaultKind.Broken }, { "timeout", UpstreamFaultKind.Unreachable }, { "json", UpstreamFaultKind.Malformed },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_OfTheClient_IsAFaultOfItsKind(string failure, UpstreamFaultKind kind)
    {
        Exception exception = failure switch
        {
            "connect" => new HttpRequestException(HttpRequestError.ConnectionError, "no"),
            "broken" => new IOException("cut"),
            "timeout" => new TaskCanceledException("timed out"),
            "json" => new JsonException("bad"),
            _ => new HttpRequestException("said so", null, (HttpStatusCode)int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture)),
        };
        foreach (var streaming in new[] { true, false })
        {
            var fault = await Assert.ThrowsAsync<UpstreamException>(() => AskAsync(new ScriptedChatClient([], exception), streaming));

            Assert.Equal((kind, "e"), (fault.Kind, fault.Failure.Endpoint));
        }
    }

    [Fact]
    public async Task Failure_AfterContent_ComesAfterTheFramesBeforeIt()
    {
        var provider = new ScriptedProvider(new ScriptedChatClient([Update(new TextContent("a"))], new IOException("cut")));
        await using var answer = await provider.ChatAsync(OpenAICalls.Target("http://x"), OpenAICalls.Records(OpenAICalls.HelloStream), CancellationToken.None);
        await using var frames = answer.ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await frames.MoveNextAsync());
        Assert.Equal("a", OpenAICalls.Text([frames.Current]));
        Assert.Equal(UpstreamFaultKind.Broken, (await Assert.ThrowsAsync<UpstreamException>(async () => await frames.MoveNextAsync())).Kind);
    }

    [Fact]
    public async Task Defect_OfTheClient_IsNoFaultOfTheUpstream() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => AskAsync(new ScriptedChatClient([], new NotSupportedException("bug")), streaming: true));

    [Fact]
    public async Task Cancellation_OfTheCaller_ReachesTheClientAndIsNoFault()
    {
        using var gone = new CancellationTokenSource();
        var client = new ScriptedChatClient([], new OperationCanceledException("gone"));
        await using var answer = await new ScriptedProvider(client).ChatAsync(OpenAICalls.Target("http://x"), OpenAICalls.Records(OpenAICalls.HelloStream), gone.Token);
        await using var frames = answer.ReadAsync(gone.Token).GetAsyncEnumerator();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await frames.MoveNextAsync());
        Assert.True(client.Cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task Embeddings_OfAProviderThatMakesNone_AreRefused() => Assert.Equal(
        UpstreamFaultKind.ModelMissing,
        (await Assert.ThrowsAsync<UpstreamException>(() => new ScriptedProvider(new ScriptedChatClient([])).EmbedAsync(OpenAICalls.Target("http://x"), OpenAICalls.Embedding("""{"model":"r","input":"a"}"""), CancellationToken.None))).Kind);

    private static ChatResponseUpdate Update(params IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ResponseId = "r1", ModelId = "m1", CreatedAt = DateTimeOffset.FromUnixTimeSeconds(7) };

    private static async Task<IReadOnlyList<ContentFrame>> AskAsync(ScriptedChatClient client, bool streaming)
    {
        await using var answer = await new ScriptedProvider(client).ChatAsync(OpenAICalls.Target("http://x"), OpenAICalls.Records(streaming ? OpenAICalls.HelloStream : OpenAICalls.Hello), CancellationToken.None);
        var frames = new List<ContentFrame>();
        await foreach (var frame in answer.ReadAsync(CancellationToken.None))
        {
            frames.Add(frame);
        }

        return frames;
    }
}
