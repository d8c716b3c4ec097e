using System.Text;
using System.Text.Json;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A decompose node as callers of both doors see it: planner, workers and synthesiser are models of an upstream.</summary>
public sealed class DecomposeDoorTests : IAsyncLifetime
{
    private static readonly string s_graph = JsonSerializer.Serialize(new
    {
        tasks = new object[]
        {
            new { id = "walls", description = "the walls", needs = Array.Empty<string>(), @class = "code", dependsOn = Array.Empty<string>(), form = "text" },
            new { id = "roof", description = "the roof", needs = Array.Empty<string>(), @class = "chat", dependsOn = new[] { "walls" }, form = "text" },
        },
    });

    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, r.Model == "planner" ? [s_graph] : ["said by ", r.Model]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              planner: { price: { in: 1, out: 2 } }
              coder:   { price: { in: 1, out: 2 } }
              talker:  { price: { in: 1, out: 2 } }
              writer:  { price: { in: 1, out: 2 } }
            endpoints:
              planner-at: { provider: p, model: planner }
              coder-at:   { provider: p, model: coder }
              talker-at:  { provider: p, model: talker }
              writer-at:  { provider: p, model: writer }
            routes:
              house:
                plan:
                  decompose:
                    planner: { model: planner }
                    workers: [{ model: coder, tasks: [code] }, { model: talker }]
                    synthesiser: { model: writer }
            """);
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","stream":true""")]
    public async Task OpenAI_WholeAndStream_AreAnsweredBySynthesiserFromTheWorkersResults(string further)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("house", further));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("writer", body, StringComparison.Ordinal);
        Assert.DoesNotContain("coder", body, StringComparison.Ordinal);
        Assert.Equal(("writer", "house"), (response.Header("x-mesh-model"), response.Header("x-mesh-route")));
        Assert.Equal(["planner", "coder", "talker", "writer"], _upstream.Requests.Select(r => r.Model));
        Assert.Contains("said by coder", Encoding.UTF8.GetString(_upstream.Requests[2].Body), StringComparison.Ordinal);
        Assert.Contains("said by talker", Encoding.UTF8.GetString(_upstream.Requests[3].Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_TellTheSumOfAllCalls()
    {
        var whole = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("house") });
        using var stream = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("house")));
        var (events, _) = await GrpcCaller.ReadAsync(stream);

        Assert.Equal(("writer", "house"), (whole.Outcome.Model, whole.Outcome.Route));
        Assert.Equal(whole.Outcome.CostUsd, events[^1].Done.Outcome.CostUsd);
        Assert.True(whole.Outcome.CostUsd > 0);
    }
}
