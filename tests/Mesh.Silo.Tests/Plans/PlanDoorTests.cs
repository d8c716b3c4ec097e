using Mesh.Load;
using Mesh.Silo.Tests.Api;
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
              other: { price: { in: 1, out: 2 } }
            endpoints:
              good-at:  { provider: p, model: good }
              bad-at:   { provider: p, model: bad }
              other-at: { provider: p, model: other }
            routes:
              r: { plan: { fallback: [{ model: bad }, { route: nested }] } }
              nested: { plan: { fallback: [{ candidates: [bad] }, { model: good, label: last }] } }
              voted: { plan: { ensemble: { members: [{ model: bad }, { model: other }, { model: good }, { route: nested }], combine: weighted, form: exact, earlyStop: false } } }
              fused: { plan: { ensemble: { members: [{ model: bad }, { model: other }], combine: fuse, synthesiser: { model: good } } } }
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

    [Theory]
    [InlineData("voted", 3)]
    [InlineData("fused", 2)]
    public async Task Ensemble_AtBothDoorsWholeAndStreamed_GivesOneAnswerAndTheSumOfAll(string route, int answers)
    {
        using var http = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route));
        using var streamed = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route, ""","stream":true"""));
        var whole = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(route) });
        using var stream = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(route)));
        var (events, _) = await GrpcCaller.ReadAsync(stream);

        Assert.Contains("from good", await http.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("good", route), (http.Header("x-mesh-model"), http.Header("x-mesh-route")));
        Assert.EndsWith("data: [DONE]\n\n", await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("good", whole.Outcome.Model);
        Assert.Equal(whole.Outcome.Usage, events[^1].Done.Outcome.Usage);
        var one = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("good") });
        Assert.True(whole.Outcome.CostUsd >= answers * one.Outcome.CostUsd, $"{whole.Outcome.CostUsd} of {one.Outcome.CostUsd}");
    }

    [Fact]
    public async Task Feedback_OnAnElectedAnswer_CountsForAllWhoVoted()
    {
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("voted") });

        await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.Outcome.DecisionId, Score = 1, Task = "math" });

        await Waiting.UntilAsync(() => Quality("good") is { Outcomes: > 1.9, Quality: > 0.5 } && Quality("other") is { Outcomes: > 0.9, Quality: < 0.5 });
    }

    [Fact]
    public async Task Feedback_OnAnElectedAnswerAndItsWinnersOwnCall_CountsOnceForItsModel()
    {
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("voted") });
        var winner = answer.Outcome.Plan.Nodes.First(n => n.Used && n.Model == answer.Outcome.Model);

        await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = winner.DecisionId, Score = 1, Task = "code" });
        await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.Outcome.DecisionId, Score = 1, Task = "code" });

        // Of two calls of the same model each counts, and each once.
        await Waiting.UntilAsync(() => Quality("good", "code") is { Outcomes: > 1.9 } && Quality("other", "code") is { Outcomes: > 0.9 });
        Assert.InRange(Quality("good", "code").Outcomes, 1.9, 2.01);
    }

    [Fact]
    public async Task Budget_ThatPaysForNoAnswer_IsRefusedBeforeAnyCall()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("poor"));

        Assert.Contains("cost_ceiling", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(429, (int)response.StatusCode);
    }

    private V1.MatrixCell Quality(string model, string task = "math") =>
        _caller.Quality.GetMatrix(new V1.GetMatrixRequest()).Rows.Single(r => r.Task == task).Cells.Single(c => c.Model == model);
}
