using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>A mesh with one conversation, before an upstream that answers by script.</summary>
public abstract class ConversationDoor : IAsyncLifetime
{
    private protected FakeUpstream Upstream { get; private set; } = null!;

    private protected RunningMesh Mesh { get; private set; } = null!;

    private protected GrpcCaller Caller { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        Mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(Upstream.Url));
        Caller = GrpcCaller.Open(Mesh);
        await Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1", Title = "first", Route = "m", Instructions = "be kind" });
    }

    public async Task DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private protected static V1.ChatRequest Says(string text) => GrpcCaller.Ask("", text);

    private protected static string Text(IEnumerable<V1.TurnFrame> frames) => string.Concat(frames.Select(f => f.Delta?.Content));

    private protected static async Task<(IReadOnlyList<V1.TurnFrame> Frames, RpcException? Fault)> ReadAsync(AsyncServerStreamingCall<V1.TurnFrame> call)
    {
        var frames = new List<V1.TurnFrame>();
        try
        {
            await foreach (var frame in call.ResponseStream.ReadAllAsync())
            {
                frames.Add(frame);
            }
        }
        catch (RpcException e)
        {
            return (frames, e);
        }

        return (frames, null);
    }

    private protected AsyncServerStreamingCall<V1.TurnFrame> Send(string turn, string text, CancellationToken cancellationToken, string conversation = "c1") => Caller.Conversations.SendTurn(
        new V1.SendTurnRequest { ConversationId = conversation, Chat = Says(text), Options = new V1.TurnOptions { TurnId = turn } }, cancellationToken: cancellationToken);

    private protected async Task<(IReadOnlyList<V1.TurnFrame> Frames, RpcException? Fault)> SendAsync(string turn, string text, string conversation = "c1")
    {
        using var call = Send(turn, text, default, conversation);
        return await ReadAsync(call);
    }

    private protected async Task<V1.Conversation> GetAsync() => await Caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c1" });
}
