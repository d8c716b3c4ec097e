using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class ChatServiceTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Complete_Answer_SaysWhoServedItAndWhatItTook()
    {
        var response = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() });

        var choice = Assert.Single(response.Choices);
        Assert.Equal(("Grüße aus 東京", "stop"), (choice.Content, choice.FinishReason));
        Assert.Equal(("chatcmpl-1", "up-1"), (response.Id, response.UpstreamModel));
        var outcome = response.Outcome;
        Assert.Equal(("m", "m", "m-api", 1), (outcome.Route, outcome.Model, outcome.Endpoint, outcome.Attempts));
        Assert.Equal((7L, 3L, V1.UsageSource.Upstream), (outcome.Usage.InputTokens, outcome.Usage.OutputTokens, outcome.Usage.Source));
        Assert.Equal(0.000013, outcome.CostUsd, 9);
        Assert.False(outcome.CostEstimated);
        Assert.False(outcome.Simulated);
        Assert.Equal(32, outcome.DecisionId.Length);
        Assert.True(outcome.TimeToFirstToken.ToTimeSpan() > TimeSpan.Zero);
        Assert.True(outcome.Duration.ToTimeSpan() >= outcome.TimeToFirstToken.ToTimeSpan());
    }

    [Fact]
    public async Task Stream_Answer_BeginsWithStartEndsWithDoneAndCountsUp()
    {
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Null(fault);
        Assert.Equal(V1.StreamResponse.EventOneofCase.Start, events[0].EventCase);
        Assert.Equal(V1.StreamResponse.EventOneofCase.Done, events[^1].EventCase);
        Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (1, (long)i)), events.Select(e => (e.Position.Attempt, e.Position.Seq)));
        Assert.Equal("Grüße aus 東京", string.Concat(events.Select(e => e.Delta?.Content)));
        Assert.Equal(7, Assert.Single(events, e => e.Usage is not null).Usage.InputTokens);
        Assert.Equal(events[0].Start.DecisionId, events[^1].Done.Outcome.DecisionId);
        Assert.Equal("m-api", events[0].Start.Endpoint);
    }

    [Fact]
    public async Task Stream_ReasoningToolsAndLogprobs_ComeInPieces()
    {
        _upstream.Script = _ => UpstreamReply.Events(
            ChatReplies.Chunk("""{"reasoning_content":"let me see"}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"add","arguments":""}}]}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""", "null"),
            """data: {"id":"chatcmpl-1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"x"},"logprobs":{"content":[{"token":"x","logprob":-0.5}]},"finish_reason":null}]}""" + "\n\n",
            ChatReplies.Chunk("{}", "\"tool_calls\""),
            "data: [DONE]\n\n");
        var chat = GrpcCaller.Ask();
        chat.Tools.Add(new V1.Tool { Name = "add", ParametersJsonSchema = """{"type":"object"}""" });
        chat.ToolChoice = new V1.ToolChoice { Mode = V1.ToolMode.Required };

        using var call = _caller.Chat.Stream(GrpcCaller.Stream(chat));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Null(fault);
        Assert.Equal("let me see", string.Concat(events.Select(e => e.Delta?.Reasoning)));
        var calls = events.Where(e => e.ToolCall is not null).Select(e => e.ToolCall).ToArray();
        Assert.Equal(("call_1", "add"), (calls[0].Id, calls[0].Name));
        Assert.Equal(["", "{\"a\":", "1}"], calls.Select(c => c.Arguments));
        Assert.Contains("-0.5", events.Single(e => e.Delta?.LogprobsJson.Length > 0).Delta.LogprobsJson, StringComparison.Ordinal);
        Assert.Equal("tool_calls", events.Single(e => e.Delta?.FinishReason.Length > 0).Delta.FinishReason);
        Assert.Equal(V1.UsageSource.Estimated, events[^1].Done.Outcome.Usage.Source);
        Assert.True(events[^1].Done.Outcome.CostEstimated);
        Assert.Equal("required", _upstream.Requests[0].Json["tool_choice"]!.GetValue<string>());
    }

    [Fact]
    public async Task Complete_EveryField_ReachesTheUpstream()
    {
        var chat = GrpcCaller.Ask();
        chat.Messages.Insert(0, new V1.Message { Role = V1.Role.System, Parts = { new V1.Part { Text = "be brief" } } });
        chat.Messages[1].Parts.Add(new V1.Part { Image = new V1.Image { Url = "data:image/png;base64,AAAA", Detail = "low" } });
        chat.ResponseFormat = new V1.ResponseFormat { Kind = V1.FormatKind.JsonSchema, Name = "sum", SchemaJson = """{"type":"object"}""", Strict = true };
        chat.Settings = new V1.Settings { Temperature = 0.5, MaxOutputTokens = 9, Seed = 3, Stop = { "END" }, Logprobs = true, TopLogprobs = 2, User = "u" };
        chat.ExtraParametersJson = """{"x_vendor":{"deep":[1,2]}}""";

        await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat });

        var sent = _upstream.Requests[0].Json;
        Assert.Equal("up-1", sent["model"]!.GetValue<string>());
        Assert.Equal("system", sent["messages"]![0]!["role"]!.GetValue<string>());
        Assert.Equal("data:image/png;base64,AAAA", sent["messages"]![1]!["content"]![1]!["image_url"]!["url"]!.GetValue<string>());
        Assert.True(sent["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>());
        Assert.Equal((0.5, 9, 3, 2), (sent["temperature"]!.GetValue<double>(), (sent["max_completion_tokens"] ?? sent["max_tokens"])!.GetValue<int>(), sent["seed"]!.GetValue<int>(), sent["top_logprobs"]!.GetValue<int>()));
        Assert.Equal("END", sent["stop"]![0]!.GetValue<string>());
        Assert.Equal("[1,2]", sent["x_vendor"]!["deep"]!.ToJsonString());
    }

    [Fact]
    public async Task Stream_BrokenAfterContent_IsInterruptedAndUnavailable()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset };

        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal("half", string.Concat(events.Select(e => e.Delta?.Content)));
        var interrupted = events[^1].Interrupted;
        Assert.Equal(("interrupted", "answer_broken", true), (interrupted.Code, interrupted.Reason, interrupted.RetryCanHelp));
        Assert.Equal(StatusCode.Unavailable, fault!.StatusCode);
        Assert.Equal(("meshsilo", "ANSWER_BROKEN"), (GrpcCaller.Info(fault).Domain, GrpcCaller.Info(fault).Reason));
        Assert.Equal(("interrupted", "m-api"), (GrpcCaller.Info(fault).Metadata["code"], GrpcCaller.Info(fault).Metadata["endpoint"]));
    }

    [Fact]
    public async Task Complete_UpstreamRefuses_KeepsItsStatusCodeAndRequestIdAndRetryHint()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}""", 429) with
        {
            Headers = new Dictionary<string, string> { ["retry-after"] = "7", ["x-request-id"] = "req-up" },
        };

        var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }));

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        var info = GrpcCaller.Info(fault);
        Assert.Equal(("429", "rate_limit_exceeded", "req-up"), (info.Metadata["upstream_status"], info.Metadata["upstream_code"], info.Metadata["upstream_request_id"]));
        Assert.Equal(TimeSpan.FromSeconds(7), fault.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Complete_UpstreamRefusesForNowWithoutAWord_HintsAtItsCooldown()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}""", 429);

        var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }));

        Assert.Equal(TimeSpan.FromSeconds(5), fault.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Stream_EventAmongThoseThatCameTogetherIsNoJson_WhatCameBeforeItIsDeliveredFirst()
    {
        var together = string.Concat(Enumerable.Range(0, 3).Select(i => ChatReplies.Chunk($$"""{"content":"b{{i}} "}""", "null"))) + "data: {\"choices\":[}\n\n";
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a "}""", "null"), together, ChatReplies.Chunk("{}", "\"stop\""));

        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal("a b0 b1 b2 ", string.Concat(events.Select(e => e.Delta?.Content)));
        var interrupted = Assert.Single(events, e => e.Interrupted is not null).Interrupted;
        Assert.Same(events[^1].Interrupted, interrupted);
        Assert.Equal(("upstream_malformed", 11), (interrupted.Reason, interrupted.DeliveredCharacters));
        Assert.Equal(StatusCode.Unavailable, fault!.StatusCode);
    }

    [Fact]
    public async Task Stream_CallerCancels_UpstreamCallIsCancelled()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence };
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        Assert.True(await call.ResponseStream.MoveNext(default));

        call.Dispose();

        await Waiting.UntilAsync(() => _upstream.Aborted == 1);
    }

    [Fact]
    public async Task Complete_DeadlineOfTheCall_EndsItAndTheUpstreamCall()
    {
        _upstream.Script = _ => new UpstreamReply { Ending = UpstreamEnding.Silence, FirstDelay = TimeSpan.FromMinutes(5) };

        // On a busy machine a short one may be over before the upstream is asked: the next one is longer.
        for (var seconds = 2; _upstream.Started == 0 && seconds <= 32; seconds *= 2)
        {
            var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }, deadline: DateTime.UtcNow.AddSeconds(seconds)));

            Assert.Equal(StatusCode.DeadlineExceeded, fault.StatusCode);
        }

        await Waiting.UntilAsync(() => _upstream.Started > 0 && _upstream.Aborted == _upstream.Started);
    }
}
