using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Client.Tests;

/// <summary>A mesh before a fake upstream, with a client.</summary>
internal sealed class ClientMesh : IAsyncDisposable
{
    private ClientMesh(FakeUpstream upstream, RunningMesh mesh, MeshConnection connection)
    {
        Upstream = upstream;
        Mesh = mesh;
        Connection = connection;
    }

    public FakeUpstream Upstream { get; }

    public RunningMesh Mesh { get; }

    public MeshConnection Connection { get; }

    public MeshChatClient Chat => Connection.Chat;

    public static async Task<ClientMesh> StartAsync(Func<UpstreamRequest, UpstreamReply> script, string? model = null, TimeProvider? time = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        var mesh = await RunningMesh.StartAsync($$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" }
            models:
              m: {{model ?? "{ capabilities: [text, image-in, file-in, audio-in, tools, json-schema, logprobs, embeddings], context: 1000000, price: { in: 1, cachedIn: 0.5, out: 2 } }"}}
            endpoints:
              m-api: { provider: fake, model: m, upstreamModel: up-1 }
            """);
        return new ClientMesh(upstream, mesh, new MeshConnection(new MeshClientOptions { Address = mesh.GrpcUrl, Model = "m" }, time));
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
