using Mesh.Client.Conversations;
using Mesh.Testing;
using Mesh.Testing.Proxy;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Conversations;

/// <summary>A mesh with a conversation 'c', and clients of it, also ones whose connection a test may break.</summary>
public abstract class ConversationMesh : IAsyncLifetime
{
    private protected static readonly string[] Pieces = [.. Enumerable.Range(0, 8).Select(i => $"{i};")];

    private protected ClientMesh Mesh { get; private set; } = null!;

    private protected MeshConversationClient Client => Mesh.Connection.Conversations;

    public async Task InitializeAsync()
    {
        Mesh = await ClientMesh.StartAsync(r => ChatReplies.Answer(r, Pieces));
        await Client.CreateAsync(new V1.CreateConversationRequest { Id = "c", Route = "m", Title = "first" });
    }

    public async Task DisposeAsync() => await Mesh.DisposeAsync();

    private protected static ChatMessage[] Says(string text) => [new(ChatRole.User, text)];

    private protected IEnumerable<string> Told() => Mesh.Upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => m!["content"]!.ToString());

    private protected TcpFaultProxy Proxy() => new(new Uri(Mesh.Mesh.GrpcUrl).Port);

    private protected static MeshConnection Through(TcpFaultProxy proxy) => new(new MeshClientOptions { Address = $"http://127.0.0.1:{proxy.Port}" });
}
