using System.Text.Json.Nodes;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Tools of servers as callers of both doors see them.</summary>
public sealed class ToolsDoorTests : IAsyncLifetime
{
    private const string Weather = "call weather {\\\"city\\\":\\\"Oslo\\\"}";
    private ToolScene _scene = null!;

    public async Task InitializeAsync() => _scene = await ToolScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData("r", false)]
    [InlineData("r", true)]
    [InlineData("deep", false)]
    [InlineData("deep", true)]
    public async Task OpenAI_ModelThatCallsAServersTool_AnswersByItsResult(string route, bool streamed)
    {
        using var response = await _scene.Mesh.PostAsync("/v1/chat/completions", Ask(route, Weather, streamed ? ",\"stream\":true" : ""));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("said so", body, StringComparison.Ordinal);
        Assert.DoesNotContain("tool_calls", body, StringComparison.Ordinal);
        var call = Assert.Single(_scene.Tools.Calls);
        Assert.Equal(("weather", """{"city":"Oslo"}"""), (call.Tool, call.Arguments));
        Assert.Contains("sunny for", _scene.LastResult(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_TellTheRoundsAndTheCallsAndTheirSum()
    {
        var whole = await _scene.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r", "call weather {\"city\":\"Oslo\"}") });
        using var stream = _scene.Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r", "call weather {\"city\":\"Oslo\"}")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);
        var plan = whole.Outcome.Plan;

        Assert.Equal(whole.Outcome.Usage, events[^1].Done.Outcome.Usage);
        Assert.Equal(["rounds[0]", "calls[0]", "rounds[1]"], plan.Nodes.Select(n => n.Place));
        Assert.Equal(("tool", "s/weather", V1.NodeState.Done), (plan.Nodes[1].Kind, plan.Nodes[1].Label, plan.Nodes[1].State));
        Assert.Matches("^ok, [0-9]+ bytes$", plan.Nodes[1].Note);
        Assert.Equal((9 + 7, 4 + 2), (whole.Outcome.Usage.InputTokens, whole.Outcome.Usage.OutputTokens));
        Assert.DoesNotContain("Oslo", whole.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallersOwnTool_EndsTheLoopAndIsTheCallersToCall()
    {
        const string Tools = ""","tools":[{"type":"function","function":{"name":"mine","parameters":{"type":"object"}}}]""";
        using var response = await _scene.Mesh.PostAsync("/v1/chat/completions", Ask("r", "call mine {}\\n" + Weather, Tools));
        var choice = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!;

        Assert.Equal("tool_calls", choice["finish_reason"]!.GetValue<string>());
        Assert.Equal("mine", Assert.Single(choice["message"]!["tool_calls"]!.AsArray())!["function"]!["name"]!.GetValue<string>());
        Assert.Empty(_scene.Tools.Calls);
    }

    [Fact]
    public async Task Caller_ThatGoesAway_EndsTheCallAtTheServer()
    {
        using var gone = new CancellationTokenSource();
        var asking = _scene.Mesh.PostAsync("/v1/chat/completions", Ask("r", "call silent {}", ",\"stream\":true"), gone.Token);
        await Waiting.UntilAsync(() => _scene.Tools.Open == 1);

        await gone.CancelAsync();
        await Waiting.UntilAsync(() => _scene.Tools is { Open: 0, Cancelled: 1 });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Deadline_WhileAToolIsSilent_IsKept()
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        using var response = await _scene.Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(Ask("r", "call silent {}")), ("x-mesh-timeout-ms", "400"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("deadline_exceeded", body, StringComparison.Ordinal);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds, 0.35, 30);
        await Waiting.UntilAsync(() => _scene.Tools.Open == 0);
    }

    [Fact]
    public async Task Turn_OfAConversation_IsAskedWithWhatWasSaidBeforeAndWithTheTools()
    {
        await _scene.Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1", Route = "r" });
        foreach (var (turn, text) in new[] { ("t1", "My name is Ada."), ("t2", "call weather {\"city\":\"Oslo\"}") })
        {
            using var call = _scene.Caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = "c1", Chat = GrpcCaller.Ask("", text), Options = new V1.TurnOptions { TurnId = turn } });
            await call.ResponseStream.ReadAllAsync().CountAsync();
        }

        Assert.Equal("""{"city":"Oslo"}""", Assert.Single(_scene.Tools.Calls).Arguments);
        Assert.Contains("My name is Ada.", _scene.Upstream.Requests[^1].Json["messages"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("sunny for", _scene.LastResult(), StringComparison.Ordinal);
    }

    internal static string Ask(string route, string text, string more = "") => $$"""{"model":"{{route}}","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";
}
