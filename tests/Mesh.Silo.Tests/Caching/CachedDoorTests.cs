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
    private CachedMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CachedMesh.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]), """
        routes:
          kept:    { candidates: [m], cache: { exact: { ttl: 10m } } }
          twin:    { candidates: [m], cache: { exact: { ttl: 10m } } }
          sampled: { candidates: [m], cache: { exact: { ttl: 10m, sampled: true } } }
          tools:   { candidates: [m], cache: { exact: { ttl: 10m, tools: true } } }
        """);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    [InlineData(",\"stream\":true,\"stream_options\":{\"include_usage\":true}")]
    public async Task OpenAI_SameRequestAgain_IsAnsweredToTheByteWithoutTheUpstream(string more)
    {
        var (first, told, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept", more));
        var (second, again, cost, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept", more));

        Assert.Equal(first, second);
        Assert.Equal((null, "exact"), (told, again));
        Assert.Equal(more.Length == 0 ? "0" : null, cost);
        Assert.Equal(1, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task OpenAI_StreamWithItsUsage_ComesFromTheEntryOfOneWithout()
    {
        var (without, _, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept", ",\"stream\":true"));
        var (with, source, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        Assert.DoesNotContain("usage", without, StringComparison.Ordinal);
        Assert.Contains("\"completion_tokens\":3", with, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", with, StringComparison.Ordinal);
        Assert.Equal(("exact", 1), (source, _mesh.Upstream.Started));
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
        await _mesh.AskAsync(OpenAICaller.Chat("kept"));

        await _mesh.AskAsync(body);

        Assert.Equal(calls, _mesh.Upstream.Started);
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
        await _mesh.AskAsync(OpenAICaller.Chat(route, more));
        await _mesh.AskAsync(OpenAICaller.Chat(route, more));

        Assert.Equal(calls, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task OpenAI_CallerWantsANewAnswer_GetsItAndItIsKept()
    {
        await _mesh.AskAsync(OpenAICaller.Chat("kept"));
        _mesh.Upstream.Script = r => ChatReplies.Answer(r, ["new"]);

        var (asked, source, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept"), ("cache-control", "no-cache"));
        var (later, again, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept"));

        Assert.Contains("new", asked, StringComparison.Ordinal);
        Assert.Equal(asked, later);
        Assert.Equal((null, "exact", 2), (source, again, _mesh.Upstream.Started));
    }

    [Fact]
    public async Task OpenAI_CallerRefusesKeeping_NothingIsKept()
    {
        await _mesh.AskAsync(OpenAICaller.Chat("kept"), ("cache-control", "no-store"));
        await _mesh.AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(2, _mesh.Upstream.Started);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task OpenAI_AnswerThatDidNotEndByItself_IsNotKept(string reason)
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Json($$$"""{"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"half"},"finish_reason":"{{{reason}}}"}]}""");

        await _mesh.AskAsync(OpenAICaller.Chat("kept"));
        await CachedMesh.SettledAsync(_mesh.Mesh);
        await _mesh.AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(2, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task OpenAI_EndpointsAreDown_WhatIsKeptIsAnswered()
    {
        await _mesh.AskAsync(OpenAICaller.Chat("kept"));
        _mesh.Upstream.Script = _ => UpstreamReply.Json("{}", 500);
        for (var i = 0; i < 12; i++)
        {
            using var failed = await _mesh.Mesh.PostAsync(CachedMesh.Path, OpenAICaller.Chat("m"));
        }

        using var other = await _mesh.Mesh.PostAsync(CachedMesh.Path, OpenAICaller.Chat("m"));
        var (_, source, _, _) = await _mesh.AskAsync(OpenAICaller.Chat("kept"));

        Assert.Equal(HttpStatusCode.BadGateway, other.StatusCode);
        Assert.Equal("exact", source);
    }

    [Fact]
    public async Task OpenAI_RequestThatHoldsPrivateData_IsNeitherKeptNorAnsweredFromWhatIsKept()
    {
        await using var mesh = await RunningMesh.StartAsync($$"""
            providers: { fake: { kind: openai-compatible, baseUrl: "{{_mesh.Upstream.Url}}" } }
            models: { m: { data: [private], price: { in: 1, out: 2 } } }
            endpoints: { m-api: { provider: fake, model: m } }
            routes: { kept: { candidates: [m], cache: { exact: { ttl: 10m } } } }
            """);
        (string, string)[] isPrivate = [("x-mesh-data", "private")];

        var sources = new List<string?>();
        foreach (var headers in ((string, string)[][])[[], isPrivate, isPrivate, []])
        {
            using var response = await mesh.SendAsync(HttpMethod.Post, CachedMesh.Path, OpenAICaller.Json(OpenAICaller.Chat("kept")), headers);
            await response.Content.ReadAsStringAsync();
            sources.Add(response.Headers.TryGetValues("x-mesh-cache", out var values) ? values.Single() : null);
        }

        Assert.Equal([null, null, null, "exact"], sources);
        Assert.Equal(3, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task Grpc_WholeThenStreamed_ComeFromOneEntry()
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        var whole = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("kept") });
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("kept")));
        var (events, _) = await GrpcCaller.ReadAsync(call);
        var outcome = events[^1].Done.Outcome;

        Assert.Equal("", whole.Outcome.Cache);
        Assert.Equal(whole.Choices[0].Content, string.Concat(events.Where(e => e.Delta is not null).Select(e => e.Delta.Content)));
        Assert.Equal("stop", events.Last(e => e.Delta is not null).Delta.FinishReason);
        Assert.Equal(("exact", 0d, whole.Outcome.Usage), (outcome.Cache, outcome.CostUsd, outcome.Usage));
        Assert.Equal(("m", "m-api", 1), (outcome.Model, outcome.Endpoint, _mesh.Upstream.Started));
    }

    [Fact]
    public async Task Grpc_CallerSkipsTheCache_TheUpstreamIsAsked()
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("kept") });
        var skipping = GrpcCaller.Ask("kept");
        (skipping.SkipCache, skipping.SkipCacheStore) = (true, true);

        var answer = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = skipping });

        Assert.Equal(("", 2), (answer.Outcome.Cache, _mesh.Upstream.Started));
    }
}
