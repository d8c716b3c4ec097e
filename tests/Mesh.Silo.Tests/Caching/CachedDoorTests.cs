using System.Net;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Caching;

/// <summary>A route that keeps answers, through both doors: how often the upstream was asked is what counts.</summary>
public sealed class CachedDoorTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url, """
            routes:
              kept:    { candidates: [m], cache: { exact: { ttl: 10m } } }
              twin:    { candidates: [m], cache: { exact: { ttl: 10m } } }
              sampled: { candidates: [m], cache: { exact: { ttl: 10m, sampled: true } } }
              tools:   { candidates: [m], cache: { exact: { ttl: 10m, tools: true } } }
            """));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    [InlineData(",\"stream\":true,\"stream_options\":{\"include_usage\":true}")]
    public async Task OpenAI_SameRequestAgain_IsAnsweredToTheByteWithoutTheUpstream(string more)
    {
        var (first, told, _) = await AskAsync(OpenAICaller.Chat("kept", more));
        var (second, again, cost) = await AskAsync(OpenAICaller.Chat("kept", more));

        Assert.Equal(first, second);
        Assert.Equal((null, "exact"), (told, again));
        Assert.Equal(more.Length == 0 ? "0" : null, cost);
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task OpenAI_StreamWithItsUsage_ComesFromTheEntryOfOneWithout()
    {
        var (without, _, _) = await AskAsync(OpenAICaller.Chat("kept", ",\"stream\":true"));
        var (with, source, _) = await AskAsync(OpenAICaller.Chat("kept", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        Assert.DoesNotContain("usage", without, StringComparison.Ordinal);
        Assert.Contains("\"completion_tokens\":3", with, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", with, StringComparison.Ordinal);
        Assert.Equal(("exact", 1), (source, _upstream.Started));
    }

    [Theory]
    [InlineData("""{ "messages" : [ {"content":"hello","role":"user"} ], "model":"kept" }""", 1)]
    [InlineData("""{"model":"kept","user":"u-7","metadata":{"a":"b"},"messages":[{"role":"user","content":"h\u0065llo"}]}""", 1)]
    [InlineData("""{"model":"kept","messages":[{"role":"user","content":"hello "}]}""", 2)]
    [InlineData("""{"model":"kept","messages":[{"role":"user","content":"hello"}],"max_tokens":5}""", 2)]
    [InlineData("""{"model":"kept","messages":[{"role":"user","content":"hello"}],"x_vendor":1}""", 2)]
    [InlineData("""{"model":"kept","stream":true,"messages":[{"role":"user","content":"hello"}]}""", 2)]
    [InlineData("""{"model":"twin","messages":[{"role":"user","content":"hello"}]}""", 2)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hello"}]}""", 2)]
    public async Task OpenAI_RequestThatSaysTheSame_IsKnownAndNoOther(string body, long calls)
    {
        await AskAsync(OpenAICaller.Chat("kept"));

        await AskAsync(body);

        Assert.Equal(calls, _upstream.Started);
    }

    [Theory]
    [InlineData("kept", ",\"temperature\":0.7", 2)]
    [InlineData("kept", ",\"temperature\":0", 1)]
    [InlineData("kept", ",\"n\":2", 2)]
    [InlineData("sampled", ",\"temperature\":0.7", 1)]
    [InlineData("kept", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", 2)]
    [InlineData("tools", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", 1)]
    [InlineData("m", "", 2)]
    public async Task OpenAI_RequestThatAsksForVarietyOrTools_IsKeptOnlyWhereTheRouteSaysSo(string route, string more, long calls)
    {
        await AskAsync(OpenAICaller.Chat(route, more));
        await AskAsync(OpenAICaller.Chat(route, more));

        Assert.Equal(calls, _upstream.Started);
    }

    [Fact]
    public async Task OpenAI_CallerWantsANewAnswer_GetsItAndItIsKept()
    {
        await AskAsync(OpenAICaller.Chat("kept"));
        _upstream.Script = r => ChatReplies.Answer(r, ["new"]);

        var (asked, source, _) = await AskAsync(OpenAICaller.Chat("kept"), ("cache-control", "no-cache"));
        var (later, again, _) = await AskAsync(OpenAICaller.Chat("kept"));

        Assert.Contains("new", asked, StringComparison.Ordinal);
        Assert.Equal(asked, later);
        Assert.Equal((null, "exact", 2), (source, again, _upstream.Started));
    }

    [Fact]
    public async Task OpenAI_CallerRefusesKeeping_NothingIsKept()
    {
        await AskAsync(OpenAICaller.Chat("kept"), ("cache-control", "no-store"));
        await AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(2, _upstream.Started);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task OpenAI_AnswerThatDidNotEndByItself_IsNotKept(string reason)
    {
        _upstream.Script = _ => UpstreamReply.Json($$$"""{"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"half"},"finish_reason":"{{{reason}}}"}]}""");

        await AskAsync(OpenAICaller.Chat("kept"));
        await AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(2, _upstream.Started);
    }

    [Fact]
    public async Task OpenAI_EndpointsAreDown_WhatIsKeptIsAnswered()
    {
        await AskAsync(OpenAICaller.Chat("kept"));
        _upstream.Script = _ => UpstreamReply.Json("{}", 500);
        for (var i = 0; i < 12; i++)
        {
            using var failed = await _mesh.PostAsync(Path, OpenAICaller.Chat("m"));
        }

        using var other = await _mesh.PostAsync(Path, OpenAICaller.Chat("m"));
        var (_, source, _) = await AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(HttpStatusCode.BadGateway, other.StatusCode);
        Assert.Equal("exact", source);
    }

    [Fact]
    public async Task OpenAI_RequestThatHoldsPrivateData_IsNeitherKeptNorAnsweredFromWhatIsKept()
    {
        await using var mesh = await RunningMesh.StartAsync($$"""
            providers: { fake: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" } }
            models: { m: { data: [private], price: { in: 1, out: 2 } } }
            endpoints: { m-api: { provider: fake, model: m } }
            routes: { kept: { candidates: [m], cache: { exact: { ttl: 10m } } } }
            """);
        (string, string)[] isPrivate = [("x-mesh-data", "private")];

        var sources = new List<string?>();
        foreach (var headers in ((string, string)[][])[[], isPrivate, isPrivate, []])
        {
            using var response = await mesh.SendAsync(HttpMethod.Post, Path, OpenAICaller.Json(OpenAICaller.Chat("kept")), headers);
            await response.Content.ReadAsStringAsync();
            sources.Add(response.Headers.TryGetValues("x-mesh-cache", out var values) ? values.Single() : null);
        }

        Assert.Equal([null, null, null, "exact"], sources);
        Assert.Equal(3, _upstream.Started);
    }

    [Fact]
    public async Task Grpc_WholeThenStreamed_ComeFromOneEntry()
    {
        await using var caller = GrpcCaller.Open(_mesh);
        var whole = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("kept") });
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("kept")));
        var (events, _) = await GrpcCaller.ReadAsync(call);
        var outcome = events[^1].Done.Outcome;

        Assert.Equal("", whole.Outcome.Cache);
        Assert.Equal(whole.Choices[0].Content, string.Concat(events.Where(e => e.Delta is not null).Select(e => e.Delta.Content)));
        Assert.Equal("stop", events.Last(e => e.Delta is not null).Delta.FinishReason);
        Assert.Equal(("exact", 0d, whole.Outcome.Usage), (outcome.Cache, outcome.CostUsd, outcome.Usage));
        Assert.Equal(("m", "m-api", 1), (outcome.Model, outcome.Endpoint, _upstream.Started));
    }

    [Fact]
    public async Task Grpc_CallerSkipsTheCache_TheUpstreamIsAsked()
    {
        await using var caller = GrpcCaller.Open(_mesh);
        await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("kept") });
        var skipping = GrpcCaller.Ask("kept");
        (skipping.SkipCache, skipping.SkipCacheStore) = (true, true);

        var answer = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = skipping });

        Assert.Equal(("", 2), (answer.Outcome.Cache, _upstream.Started));
    }

    private async Task<(string Body, string? Source, string? Cost)> AskAsync(string body, params (string Name, string Value)[] headers)
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, Path, OpenAICaller.Json(body), headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync(), Header("x-mesh-cache"), Header("x-mesh-cost-usd"));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }
}
