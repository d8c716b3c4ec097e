using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A pipeline as callers of both doors see it.</summary>
public sealed class PipelineDoorTests() : PlanDoor(
    r => ChatReplies.Answer(r, r.Model == "judge" ? ["""{"verdict":"good"}"""] : ["from ", r.Model]),
    """
        models:
          writer:  { price: { in: 1, out: 2 } }
          judge:   { price: { in: 1, out: 2 } }
          last:    { price: { in: 1, out: 2 } }
        endpoints:
          writer-at:  { provider: p, model: writer }
          judge-at:   { provider: p, model: judge }
          last-at:    { provider: p, model: last }
        routes:
          r:
            plan:
              pipeline:
                - { name: draft, prompt: "Answer: {{question}}", model: writer }
                - name: review
                  prompt: "Review: {{steps.draft.text}}"
                  schema: '{ "type": "object", "required": ["verdict"], "properties": { "verdict": { "type": "string" } } }'
                  model: judge
                  repeat: { from: draft, most: 3, until: { step: review, field: verdict, is: good } }
                - { name: final, prompt: "It is {{steps.review.json.verdict}}: {{steps.draft.text}}", model: last }
        """)
{
    [Fact]
    public async Task OpenAI_WholeAndStream_GetTheLastStepsAnswer()
    {
        using var whole = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r"));
        using var stream = await Mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("r", ""","stream":true"""));

        Assert.Contains("from last", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("last", "r"), (whole.Header("x-mesh-model"), whole.Header("x-mesh-route")));
        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_TellTheSumOfAllSteps()
    {
        var whole = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r") });
        using var stream = Caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);
        var one = await Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("last") });

        Assert.Equal(("last", "r"), (whole.Outcome.Model, whole.Outcome.Route));
        Assert.Equal(whole.Outcome.Usage, events[^1].Done.Outcome.Usage);
        Assert.True(whole.Outcome.Usage.OutputTokens > one.Outcome.Usage.OutputTokens);
    }
}
