using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>A conversation that goes from one model to another, as the gRPC door tells it.</summary>
public sealed class HandedOverTurnTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              one: { capabilities: [text], context: 32000, price: { in: 1, out: 2 } }
              two: { capabilities: [text], context: 32000, price: { in: 1, out: 2 } }
            endpoints:
              one-api: { provider: fake, model: one, upstreamModel: up-one }
              two-api: { provider: fake, model: two, upstreamModel: up-two }
            """);
        _caller = GrpcCaller.Open(_mesh);
        await _caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c", Route = "one" });
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task SendTurn_ToAnotherModelThanTheLast_TellsTheHandOverBehindTheStartAndKeepsIt()
    {
        var first = await SendAsync("t1", "one");
        var second = await SendAsync("t2", "two");
        var third = await SendAsync("t3", "two");
        using var again = _caller.Conversations.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = "c", TurnId = "t2" });
        var resumed = await again.ResponseStream.ReadAllAsync().ToListAsync();

        var told = second[second.FindIndex(f => f.Start is not null) + 1].ModelHandOver;
        Assert.Equal(("one", "two", "asked_for", true), (told.FromModel, told.ToModel, told.Reason, told.Form > 0));
        Assert.Equal(told, second[^1].Over.Prompt.HandOver);
        Assert.Equal(told, (await _caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c", TurnId = "t2" })).Prompt.HandOver);
        Assert.Equal(second.Skip(1), resumed.Skip(1));
        Assert.All([.. first, .. third], f => Assert.Null(f.ModelHandOver));
    }

    private async Task<List<V1.TurnFrame>> SendAsync(string turn, string model)
    {
        using var call = _caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = "c", Chat = GrpcCaller.Ask(model), Options = new V1.TurnOptions { TurnId = turn } });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
