using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>Silos in this process that share one log of conversations, before an upstream that answers by script.</summary>
internal sealed class ConversationCluster : IAsyncDisposable
{
    private readonly FakeUpstream _upstream;

    private ConversationCluster(FakeUpstream upstream, MeshCluster mesh) => (_upstream, Mesh) = (upstream, mesh);

    public static CallerIdentity Caller => CallerIdentity.Loopback;

    public MeshCluster Mesh { get; }

    public FakeUpstream Upstream => _upstream;

    public static async Task<ConversationCluster> StartAsync(short silos, Func<UpstreamRequest, UpstreamReply> script, IConversationLog? log = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        log ??= new InMemoryConversationLog();
        var mesh = await MeshCluster.StartAsync(
            silos,
            $$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" }
            models:
              m: { capabilities: [text], context: 1000000, price: { in: 1, out: 2 } }
            endpoints:
              m-api: { provider: fake, model: m, upstreamModel: up-1 }
            routes:
              auto: { candidates: [m] }
            """,
            (_, silo) => silo.Services.AddSingleton<IConversationLog>(log));
        return new ConversationCluster(upstream, mesh);
    }

    /// <summary>What a turn's text is, as the upstream is sent it last.</summary>
    public static string LastSaid(UpstreamRequest request) => request.Json["messages"]!.AsArray()[^1]!["content"]!.ToString();

    public static TurnRequest Turn(string id, string? text = null, bool detached = false) => new()
    {
        TurnId = id,
        Hash = text ?? id,
        Chat = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text ?? id)] }] },
        Detached = detached,
    };

    public ConversationTurns Turns(InProcessSiloHandle silo) => Mesh.Service<ConversationTurns>(silo);

    public Task<T> CallAsync<T>(string id, Func<IConversationGrain, Task<T>> call) => Mesh.Service<TenantGrains>(Mesh.Silos[0]).CallAsync(Caller, id, call);

    public Task<ConversationHead> CreateAsync(string id) => CallAsync(id, c => c.CreateAsync(new ConversationSettings(), "h"));

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
