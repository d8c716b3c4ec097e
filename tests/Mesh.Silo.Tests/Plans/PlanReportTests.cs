using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>What callers of both doors, operators and records are told of a plan.</summary>
public sealed class PlanReportTests : IAsyncLifetime
{
    private PlanMesh _plans = null!;

    private RunningMesh Mesh => _plans.Mesh;

    public async Task InitializeAsync() => (_plans, _) = await PlanMesh.StartAsync();

    public async Task DisposeAsync() => await _plans.DisposeAsync();

    [Fact]
    public async Task Outcome_OfAWholeAnswer_HoldsTheTree()
    {
        var answer = await _plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r") });

        AssertTree(answer.Outcome.Plan);
        Assert.Equal((answer.Outcome.Usage, answer.Outcome.CostUsd), (answer.Outcome.Plan.Usage, answer.Outcome.Plan.CostUsd));
    }

    [Fact]
    public async Task Outcome_OfARouteWithoutAPlan_HoldsNone() =>
        Assert.Null((await _plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("good-at") })).Outcome.Plan);

    [Fact]
    public async Task Decision_OfAPlan_KeepsTheTreeAndEachCallItsOwn()
    {
        var answer = await _plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r") });

        var note = await _plans.Caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = answer.Outcome.DecisionId });
        var call = await _plans.Caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = answer.Outcome.Plan.Nodes[1].Nodes[0].Nodes[1].DecisionId });

        AssertTree(note.Outcome.Plan);
        Assert.Equal(("good-at", 0.0, false), (call.Outcome.Endpoint, call.Outcome.CostUsd - answer.Outcome.CostUsd, call.Outcome.Plan is not null));
    }

    [Fact]
    public async Task Stream_OfACallerThatAcceptsPlans_TellsHowItGoesAndThenTheTree()
    {
        using var told = new ManualResetEventSlim();
        var script = _plans.Upstream.Script;
        _plans.Upstream.Script = r =>
        {
            told.Wait(TimeSpan.FromMinutes(r.Model == "bad" ? 0 : 1));
            return script(r);
        };
        using var stream = _plans.Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r"), V1.Signal.Plan));
        var events = new List<V1.StreamResponse>();
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            events.Add(stream.ResponseStream.Current);
            if (events[^1].Plan is { Root: { State: V1.NodeState.Running, Nodes.Count: 2 } })
            {
                told.Set();
            }
        }

        Assert.InRange(events.Count(e => e.Plan is not null), 1, 20);
        Assert.Contains(events, e => e.Plan is { Root: { State: V1.NodeState.Running, Nodes.Count: 2 } });
        Assert.All(events.Where(e => e.Plan is not null), e => Assert.Equal("fallback", e.Plan.Root.Kind));
        Assert.Equal(events.Select(e => e.Position.Seq).Order(), events.Select(e => e.Position.Seq));
        AssertTree(events[^1].Done.Outcome.Plan);
    }

    [Fact]
    public async Task Stream_OfACallerThatDoesNot_TellsTheTreeAtItsEndOnly()
    {
        using var stream = _plans.Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);

        Assert.DoesNotContain(events, e => e.Plan is not null);
        AssertTree(events[^1].Done.Outcome.Plan);
    }

    [Fact]
    public async Task OpenAI_Whole_TellsTheTreeToWhoAcceptsIt()
    {
        using var plain = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r"));
        using var told = await Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("r")), ("x-mesh-accepts", "plan"));
        var (without, with) = (JsonNode.Parse(await plain.Content.ReadAsStringAsync())!, JsonNode.Parse(await told.Content.ReadAsStringAsync())!);

        Assert.Equal(("fallback", "fallback"), (plain.Header("x-mesh-plan"), told.Header("x-mesh-plan")));
        Assert.Null(without["mesh"]);
        Assert.Equal("from good", with["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(["failed", "done"], with["mesh"]!["plan"]!["nodes"]!.AsArray().Select(n => n!["state"]!.GetValue<string>()));
        Assert.Equal(with["usage"]!["completion_tokens"]!.GetValue<int>(), with["mesh"]!["plan"]!["output_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task OpenAI_Stream_TellsTheTreeBeforeItsEndToWhoAcceptsIt()
    {
        using var response = await Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("r", ""","stream":true""")), ("x-mesh-accepts", "plan"));
        var body = await response.Content.ReadAsStringAsync();

        var told = JsonNode.Parse(body.Split("event: mesh.plan\ndata: ")[1].Split('\n')[0])!;
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal(("fallback", "done"), (told["plan"]!["kind"]!.GetValue<string>(), told["plan"]!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Model_ThatMovedInsideAPlan_IsNoDefect()
    {
        var answer = await _plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("moved") });

        Assert.Equal("good-at", answer.Outcome.Endpoint);
    }

    [Fact]
    public async Task Turn_OnARouteWithAPlan_HasThePlansModelUsageAndCost()
    {
        await _plans.Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1" });
        using var call = _plans.Caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = "c1", Chat = GrpcCaller.Ask("r"), Options = new V1.TurnOptions { TurnId = "t1" } });
        var text = "";
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            text += call.ResponseStream.Current.Delta?.Content ?? "";
        }

        var turn = await _plans.Caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        var note = await _plans.Caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = turn.DecisionId });

        Assert.Equal(("from good", "good"), (text, turn.Model));
        AssertTree(note.Outcome.Plan);
        Assert.Equal((note.Outcome.Plan.Usage.InputTokens, note.Outcome.Plan.Usage.OutputTokens, note.Outcome.Plan.CostUsd), (turn.Usage.InputTokens, turn.Usage.OutputTokens, turn.CostUsd));
        Assert.True(turn.CostUsd > 0);
    }

    private static void AssertTree(V1.NodeReport plan)
    {
        Assert.Equal(("fallback", "", V1.NodeState.Done), (plan.Kind, plan.Place, plan.State));
        Assert.Equal([("fallback[0]", V1.NodeState.Failed), ("fallback[1]", V1.NodeState.Done)], plan.Nodes.Select(n => (n.Place, n.State)));
        Assert.Equal("upstream_error", plan.Nodes[0].Error);
        var nested = Assert.Single(plan.Nodes[1].Nodes);
        Assert.Equal(("nested", 2), (nested.Place, nested.Nodes.Count));
        Assert.Equal(("last", "good", "good-at"), (nested.Nodes[1].Label, nested.Nodes[1].Model, nested.Nodes[1].Endpoint));
        Assert.NotEqual("", nested.Nodes[1].DecisionId);
        Assert.True(plan.CostUsd > 0 && plan.Usage.OutputTokens > 0);
    }
}
