using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Retention;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Access;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tests.Conversations.Retention;

/// <summary>Silos that share one log of conversations, whose heads are put there as old as a test wants them.</summary>
internal sealed class RetentionCluster : IAsyncDisposable
{
    private RetentionCluster(MeshCluster mesh, InMemoryConversationLog log, InMemoryConversationAccounts accounts) => (Mesh, Log, Accounts) = (mesh, log, accounts);

    public MeshCluster Mesh { get; }

    public InMemoryConversationLog Log { get; }

    public InMemoryConversationAccounts Accounts { get; }

    public static async Task<RetentionCluster> StartAsync(string retention, short silos = 1, bool reminded = false, IConversationLog? other = null)
    {
        var (log, accounts) = (new InMemoryConversationLog(), new InMemoryConversationAccounts());
        var mesh = await MeshCluster.StartAsync(silos, Catalog(retention), (_, silo) =>
        {
            silo.Services.AddSingleton(other ?? log).AddSingleton<IConversationIndex>(log).AddSingleton<IRetentionIndex>(log).AddSingleton<IConversationAccounts>(accounts);
            if (reminded)
            {
                silo.UseInMemoryReminderService();
            }
        });
        return new RetentionCluster(mesh, log, accounts);
    }

    public static string Catalog(string retention) =>
        $$"""
        providers: { fake: { kind: openai-compatible, baseUrl: "http://127.0.0.1:1" } }
        models: { m: {} }
        endpoints: { m-api: { provider: fake, model: m } }
        conversations: { retention: {{retention}} }
        """;

    /// <summary>Ids of which all are in one shard.</summary>
    public static IEnumerable<string> Ids(string tenant, int shard) =>
        Enumerable.Range(0, int.MaxValue).Select(i => $"c{i}").Where(id => ConversationShards.Of(new ConversationKey(tenant, id)) == shard);

    /// <summary>Puts a conversation there in which nobody has said anything for a time.</summary>
    public async Task PutAsync(ConversationKey key, TimeSpan idle, Func<ConversationHead, ConversationHead>? change = null)
    {
        var at = DateTimeOffset.UtcNow - idle;
        var head = new ConversationHead { Tenant = key.Tenant, Id = key.Id, Sequence = 1, CreatedAt = at, UpdatedAt = at, ActiveAt = at };
        head = change?.Invoke(head) ?? head;
        var happened = new ConversationEvent { Sequence = 1, Kind = ConversationEventKind.Created, At = at };
        await Log.WriteAsync(key, new LogWrite { Seen = null, Head = head, Events = [happened] }, default);
    }

    public IRetentionGrain Shard(int shard) => Mesh.Client.GetGrain<IRetentionGrain>(shard);

    public Task<RetentionTally> RoundAsync(ConversationKey key) => Shard(ConversationShards.Of(key)).RoundAsync();

    public async Task<bool> IsDeletedAsync(ConversationKey key) => (await Log.ReadHeadAsync(key, default))!.DeletedAt is not null;

    public Task<T> CallAsync<T>(ConversationKey key, Func<IConversationGrain, Task<T>> call) =>
        Mesh.Service<TenantGrains>(Mesh.Silos[0]).CallAsync(CallerIdentity.Loopback with { Tenant = key.Tenant }, key.Id, call);

    public ValueTask DisposeAsync() => Mesh.DisposeAsync();
}
