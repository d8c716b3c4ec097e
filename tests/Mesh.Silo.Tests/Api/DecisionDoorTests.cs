using System.Net;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

/// <summary>Decisions that are asked for by their id afterwards, whichever way the id came.</summary>
public sealed class DecisionDoorTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => r.Model == "bad" ? UpstreamReply.Json("{}", 500) : ChatReplies.Answer(r, ["fine"]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              good:  { price: { in: 1, out: 2 }, quality: { code: 0.9 } }
              other: { price: { in: 1, out: 2 }, quality: { code: 0.5 } }
              bad:   { quality: { code: 0.1 } }
            endpoints:
              good-at:  { provider: p, model: good }
              other-at: { provider: p, model: other }
              bad-at:   { provider: p, model: bad }
            routes:
              noted: { candidates: [good, other], prefer: best, rules: [{ name: programs, when: task == "code", then: { prefer: best } }] }
              broken: { candidates: [bad], fallbacks: [good] }
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
    public async Task Answer_OfTheOpenAIDoor_IsFoundWithAllThatLedToItAndWhatItTook()
    {
        using var answer = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("broken"));
        await answer.Content.ReadAsStringAsync();

        var note = await FindAsync(answer.Header("x-mesh-decision"));

        Assert.Equal(("good", "good-at", "", 0), (note.Model, note.Endpoint, note.Error, note.OmittedCandidates));
        Assert.Equal((2, "bad-at", "upstream_error"), (note.Outcome.Attempts, note.Outcome.FailedAttempts[0].Endpoint, note.Outcome.FailedAttempts[0].Reason));
        Assert.True(note.Outcome is { CostUsd: > 0, Usage.OutputTokens: > 0 } && note.Outcome.Duration.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal([0, 1], note.Decision.Candidates.Select(c => c.Group));
        Assert.Equal((1, 0.3), (note.Decision.Weights.Quality, note.Decision.Weights.Cost));
        Assert.Null(note.Feedback);
    }

    [Fact]
    public async Task Error_OfTheOpenAIDoor_NamesTheDecisionThatTellsWhy()
    {
        using var answer = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("bad"));
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);

        var note = await FindAsync(answer.Header("x-mesh-decision"));

        Assert.Equal(("", "upstream_failed", "bad-at"), (note.Model, note.Error, note.Outcome.FailedAttempts[0].Endpoint));
    }

    [Fact]
    public async Task Error_OfTheGrpcDoor_NamesTheDecisionInItsDetails()
    {
        var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("bad") }));

        var note = await FindAsync(GrpcCaller.Info(fault).Metadata["decision_id"]);

        Assert.Equal("upstream_failed", note.Error);
    }

    [Fact]
    public async Task Explanation_IsFoundAndHasNoOutcome()
    {
        var decision = await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = GrpcCaller.Ask("noted") });

        var note = await _caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = decision.Id });

        Assert.Equal(decision, note.Decision);
        Assert.Null(note.Outcome);
    }

    [Fact]
    public async Task Feedback_IsInTheRecordAndItsChoiceInTheMetrics()
    {
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("noted", "Write a Python function that merges two sorted lists.") });
        for (var i = 0; i < 2; i++)
        {
            await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.Outcome.DecisionId, Score = 0.25 });
        }

        var note = await FindAsync(answer.Outcome.DecisionId);
        var scrape = await Scrape.OfAsync(_mesh);

        Assert.Equal((0.25, "code", true), (note.Feedback.Score, note.Feedback.Task, note.Judged));
        Assert.InRange(note.Feedback.At.ToDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(1, scrape.Value("meshsilo_router_judged_total", "route=\"noted\"", "result=\"best\""));
        Assert.Equal(0, scrape.Value("meshsilo_router_regret_total", "route=\"noted\""));
        Assert.Equal(1, scrape.Value("meshsilo_router_rules_total", "rule=\"noted/programs\""));
    }

    // The answer leaves a moment before its record is whole.
    private async Task<V1.NotedDecision> FindAsync(string id)
    {
        V1.NotedDecision note = null!;
        await Waiting.UntilAsync(async () => (note = await _caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = id })).Outcome is not null, "the outcome");
        return note;
    }
}
