using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Cascades as callers of both doors see them.</summary>
public sealed class CascadeDoorTests() : PlanDoor(
    r => ChatReplies.Answer(r, r.Model == "weak" ? ["I don't ", "know."] : ["It is ", "Paris."]),
    """
        models:
          weak:   { price: { in: 1, out: 2 } }
          strong: { price: { in: 10, out: 20 } }
        endpoints:
          weak-at:   { provider: p, model: weak }
          strong-at: { provider: p, model: strong }
        routes:
          held:   { plan: { cascade: [{ model: weak, accept: { confidence: 0.8 } }, { model: strong }] } }
          seen:   { plan: { cascade: [{ model: weak, accept: { confidence: 0.8 } }, { model: strong }], stream: reset } }
          cheap:  { plan: { cascade: [{ model: strong, accept: { confidence: 0.8 } }, { model: weak }] } }
        """)
{
    [Theory]
    [InlineData("held", "strong")]
    [InlineData("cheap", "strong")]
    public async Task OpenAI_WholeAndStream_GetTheTierThatIsSureEnough(string route, string model)
    {
        using var whole = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route));
        using var stream = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route, ""","stream":true"""));
        var body = await stream.Content.ReadAsStringAsync();

        Assert.Contains("It is Paris.", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(model, whole.Header("x-mesh-model"));
        Assert.DoesNotContain("know", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_PayForBothTiers()
    {
        var whole = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("held") });
        using var stream = Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("held")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);
        var alone = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("cheap") });

        Assert.Equal("strong", whole.Outcome.Model);
        Assert.Equal(whole.Outcome.Usage, events[^1].Done.Outcome.Usage);
        Assert.True(whole.Outcome.CostUsd > alone.Outcome.CostUsd, $"{whole.Outcome.CostUsd} against {alone.Outcome.CostUsd}");
    }

    [Fact]
    public async Task OpenAI_StreamOfACallerWhoAcceptsAReset_ShowsTheFirstTierAndThenTheReset()
    {
        using var response = await Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("seen", ""","stream":true""")), ("x-mesh-accepts", "reset"));
        var body = await response.Content.ReadAsStringAsync();

        var (first, reset, second) = (body.IndexOf("know", StringComparison.Ordinal), body.IndexOf("mesh.reset", StringComparison.Ordinal), body.IndexOf("Paris", StringComparison.Ordinal));
        Assert.True(first >= 0 && first < reset && reset < second, body);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }
}
