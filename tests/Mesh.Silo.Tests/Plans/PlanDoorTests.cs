using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Plans as callers of both doors see them.</summary>
public sealed class PlanDoorTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => r.Model == "bad" ? UpstreamReply.Json("{}", 500) : ChatReplies.Answer(r, ["from ", r.Model]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              good:  { price: { in: 1, out: 2 } }
              bad:   { price: { in: 1, out: 2 } }
            endpoints:
              good-at:  { provider: p, model: good }
              bad-at:   { provider: p, model: bad }
            routes:
              r: { plan: { fallback: [{ model: bad }, { route: nested }] } }
              nested: { plan: { fallback: [{ candidates: [bad] }, { model: good, label: last }] } }
              poor: { budget: { maxCostUsd: 0.00001 }, plan: { fallback: [{ model: good }] } }
            """);
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_Whole_IsAnsweredByTheNodeThatCan()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("from good", body, StringComparison.Ordinal);
        Assert.Equal(("good", "r"), (response.Header("x-mesh-model"), response.Header("x-mesh-route")));
        Assert.False(response.Headers.Contains("x-mesh-cache"));
    }

    [Fact]
    public async Task OpenAI_Stream_IsAnsweredByTheNodeThatCan()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r", ""","stream":true"""));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("from ", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_AreAnsweredByTheNodeThatCan()
    {
        var whole = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r") });
        using var stream = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);

        Assert.Equal(("good", "r"), (whole.Outcome.Model, whole.Outcome.Route));
        Assert.Equal(whole.Outcome.Usage, events[^1].Done.Outcome.Usage);
        Assert.True(whole.Outcome.CostUsd > 0);
    }

    [Fact]
    public async Task Budget_ThatPaysForNoAnswer_IsRefusedBeforeAnyCall()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("poor"));

        Assert.Contains("cost_ceiling", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(429, (int)response.StatusCode);
    }
}
