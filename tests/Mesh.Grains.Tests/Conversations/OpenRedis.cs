using Mesh.Conversations.Telling;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Redis;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing.Programs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>The log of conversations over a Redis, without a silo; each under a cluster's name of its own.</summary>
internal sealed class OpenRedis : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly RedisConnections _connections;

    private OpenRedis(string connection)
    {
        Options = new RedisClusterOptions(connection, $"test-{Guid.NewGuid():N}", _folder.File("dataset"), RedisDurability.Volatile, Adopt: false);
        _connections = new RedisConnections(Options);
        Dataset = new Dataset(new RedisDatasetKey(_connections, Options), Options);
        var (guard, serializer) = (new RedisGuard(Freeze, Dataset), _services.GetRequiredService<Serializer>());
        Log = new RedisConversationLog(_connections, Options, guard, serializer);
        Index = new RedisConversationIndex(_connections, Options, guard, serializer);
        Retention = new RedisRetentionIndex(_connections, Options, guard);
        Accounts = new RedisConversationAccounts(_connections, Options, guard, serializer);
        Outbox = new ConversationOutbox(Log, [Index]);
        Keys = new RedisConversationKeys(Options.Cluster);
    }

    public RedisClusterOptions Options { get; }

    public Dataset Dataset { get; }

    public StoreFreeze Freeze { get; } = new();

    public RedisConversationLog Log { get; }

    public RedisConversationIndex Index { get; }

    public RedisRetentionIndex Retention { get; }

    public RedisConversationAccounts Accounts { get; }

    public ConversationOutbox Outbox { get; }

    public RedisConversationKeys Keys { get; }

    /// <summary>Opens it.</summary>
    /// <param name="server">The Redis.</param>
    /// <param name="settings">The connection's: by itself it waits for a Redis that is short of a processor.</param>
    public static async Task<OpenRedis> OnAsync(RedisServer server, string settings = ",asyncTimeout=60000,connectTimeout=60000")
    {
        var open = new OpenRedis(server.Connection + settings);
        await open.Dataset.OpenAsync();
        return open;
    }

    /// <summary>The Redis itself, past the log.</summary>
    public async Task<IDatabase> RawAsync() => (await _connections.ControlAsync()).GetDatabase();

    /// <summary>The Redis' administration.</summary>
    public async Task<IServer> ServerAsync() => (await _connections.ControlAsync()).GetServers()[0];

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
