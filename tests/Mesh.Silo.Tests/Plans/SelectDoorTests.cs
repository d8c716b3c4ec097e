using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A choice among plans as callers of both doors see it.</summary>
public sealed class SelectDoorTests() : PlanDoor(
    r => ChatReplies.Answer(r, ["from ", r.Model]),
    """
        models:
          cheap:  { price: { in: 1, out: 2 }, quality: { chat: 0.3 } }
          dear:   { price: { in: 50, out: 90 }, quality: { chat: 0.9 } }
        endpoints:
          cheap-at:  { provider: p, model: cheap }
          dear-at:   { provider: p, model: dear }
        routes:
          good: { plan: { select: { prefer: best, options: [{ name: one, model: cheap }, { name: two, fallback: [{ model: dear }] }] } } }
          told: { plan: { select: { prefer: best, options: [{ name: one, quality: { chat: 0.9 }, model: cheap }, { name: two, quality: { chat: 0.8 }, model: dear }] } } }
          looked-at: { plan: { select: { prefer: best, options: [{ name: one, model: cheap }, { name: two, fallback: [{ model: dear }] }] } } }
          poor: { plan: { select: { prefer: cheap, options: [{ name: one, model: cheap }, { name: two, fallback: [{ model: dear }] }] } } }
        """)
{
    [Theory]
    [InlineData("good", "dear")]
    [InlineData("poor", "cheap")]
    public async Task BothDoors_WholeAndStream_AreAnsweredByTheOptionThatIsWorthIt(string route, string model)
    {
        using var whole = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route));
        using var stream = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(route, ""","stream":true"""));
        var grpc = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(route) });

        Assert.Contains($"from {model}", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((model, route), (grpc.Outcome.Model, grpc.Outcome.Route));
    }

    [Fact]
    public async Task Option_WhoseAnswersAreSaidToBeBad_GivesWayToAnother()
    {
        var answer = await AskAsync();
        Assert.Equal("cheap", answer.Model);

        // What is said is known to plans some seconds later.
        for (var began = DateTime.UtcNow; answer.Model == "cheap" && DateTime.UtcNow - began < TimeSpan.FromMinutes(3); answer = await AskAsync())
        {
            await Caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.DecisionId, Score = 0, Task = "chat" });
        }

        Assert.Equal("dear", answer.Model);
    }

    [Fact]
    public async Task Leaf_ThatIsLookedAtAndNotAsked_CountsAsNoDecision()
    {
        await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("looked-at") });

        // One that led to the plan, and one by which its call was made.
        Assert.Equal(2, (await Scrape.OfAsync(Mesh)).Value("meshsilo_router_decisions_total", "route=\"looked-at\""));
    }

    private async Task<V1.Outcome> AskAsync() => (await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("told") })).Outcome;
}
