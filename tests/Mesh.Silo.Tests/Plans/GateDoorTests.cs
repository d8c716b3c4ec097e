using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A gate as callers of both doors see it.</summary>
public sealed class GateDoorTests() : PlanDoor(
    r => ChatReplies.Answer(r, ["from ", r.Model]),
    """
        models:
          left:    { price: { in: 1, out: 2 } }
          right:   { price: { in: 1, out: 2 } }
          merger:  { price: { in: 1, out: 2 } }
        endpoints:
          left-at:    { provider: p, model: left }
          right-at:   { provider: p, model: right }
          merger-at:  { provider: p, model: merger }
        routes:
          one: { plan: { gate: { experts: [{ name: l, when: contains("weather"), model: left }, { name: r, when: "true", weight: 0.5, model: right }] } } }
          all: { plan: { gate: { experts: [{ name: l, when: "true", model: left }, { name: r, when: "true", weight: 0.5, model: right }], top: 2, merge: { model: merger } } } }
        """)
{
    [Theory]
    [InlineData("one", "right")]
    [InlineData("all", "merger")]
    public async Task OpenAI_WholeAndStream_AreAnsweredByTheExpertOrOutOfAll(string route, string model)
    {
        using var whole = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route));
        using var stream = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route, ""","stream":true"""));

        Assert.Contains($"from {model}", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((model, route), (whole.Header("x-mesh-model"), whole.Header("x-mesh-route")));
        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_TellTheSumOfAllCalls()
    {
        var one = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("one") });
        var all = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("all") });
        using var stream = Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("all")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);

        Assert.Equal(("merger", "all"), (all.Outcome.Model, all.Outcome.Route));
        Assert.Equal(3 * one.Outcome.Usage.OutputTokens, all.Outcome.Usage.OutputTokens);
        Assert.Equal(all.Outcome.Usage.OutputTokens, events[^1].Done.Outcome.Usage.OutputTokens);
    }
}
