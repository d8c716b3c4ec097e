using System.Text;
using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>A conversation of many turns at the gRPC door. What each call moves is counted: it depends on what is asked for, not on how much there is.</summary>
public sealed class LongConversationTests : IAsyncLifetime
{
    private const int Turns = 400;
    private const int Few = 20;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, [new string('a', 800)]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url).Replace("context: 1000000", "context: 2000", StringComparison.Ordinal));
        _caller = GrpcCaller.Open(_mesh);
        await _caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c", Route = "m" });
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Conversation_OfManyTurns_CostsEachCallWhatOneOfFewDoes()
    {
        var sizes = new List<int>();
        for (var i = 1; i <= Turns; i++)
        {
            using var call = _caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = "c", Chat = GrpcCaller.Ask("", $"{i:0000} {new string('q', 200)}"), Options = new V1.TurnOptions { TurnId = $"t{i}" } });
            var frames = await call.ResponseStream.ReadAllAsync().ToListAsync();
            Assert.Equal((V1.TurnState.Committed, (long)i), (frames[^1].Over.State, frames[^1].Over.Version));
            sizes.Add(frames.Sum(f => f.CalculateSize()));
            if (i == Few)
            {
                await HoldsAsync(Few);
            }
        }

        // A number's further digits, and no more.
        Assert.InRange(sizes[^1], 0, sizes[Few - 1] + 64);
        Assert.Equal(_upstream.Requests[Few].Json["messages"]!.AsArray().Count, _upstream.Requests[^1].Json["messages"]!.AsArray().Count);
        await HoldsAsync(Turns);
    }

    // The head is as large as ever, pages and exports hold each turn once.
    private async Task HoldsAsync(int turns)
    {
        var head = await _caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c" });
        Assert.InRange(head.CalculateSize(), 1, 256);
        Assert.Equal(turns, head.Version);
        var (listed, pages) = (new List<string>(), 0);
        var request = new V1.ListTurnsRequest { ConversationId = "c", PageSize = 50 };
        do
        {
            var page = await _caller.Conversations.ListTurnsAsync(request);
            Assert.InRange(page.CalculateSize(), 0, 50 * 1600);
            listed.AddRange(page.Turns.Select(t => t.TurnId));
            (request.PageToken, pages) = (page.NextPageToken, pages + 1);
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Range(1, turns).Select(i => $"t{i}"), listed);
        Assert.InRange(pages, turns / 50, (turns / 50) + 1);
        using var export = _caller.Conversations.ExportConversation(new V1.ExportConversationRequest { Id = "c" });
        var lines = 0;
        await foreach (var piece in export.ResponseStream.ReadAllAsync())
        {
            var held = Encoding.UTF8.GetString(piece.JsonLines.Span).Count(c => c == '\n');
            Assert.InRange(held, 0, 64);
            lines += held;
        }

        Assert.Equal(1 + turns, lines);
    }
}
