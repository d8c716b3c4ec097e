using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Tests.Conversations;

public sealed class ConversationStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silo_WithTheEmbeddedStore_KeepsConversationsInItsFile()
    {
        await using var host = (IAsyncDisposable)Build(silo => silo.AddSqliteGrainStorage(_folder.Path));
        var services = ((IHost)host).Services;

        Assert.IsType<SqliteConversationLog>(services.GetRequiredService<IConversationLog>());
        Assert.Same(services.GetRequiredService<IConversationLog>(), services.GetRequiredService<IConversationIndex>());
        Assert.Same(services.GetRequiredService<IConversationLog>(), services.GetRequiredService<IPendingOutboxes>());
        Assert.IsType<SqliteRetentionIndex>(services.GetRequiredService<IRetentionIndex>());
        Assert.IsType<SqliteConversationAccounts>(services.GetRequiredService<IConversationAccounts>());
        Assert.IsType<AccountsFollower>(Assert.Single(services.GetServices<IConversationFollower>()));
        IsSwept(services);
    }

    [Fact]
    public async Task Silo_OfARedisCluster_KeepsConversationsInItsRedis()
    {
        await using var host = (IAsyncDisposable)Build(silo => silo.UseRedisCluster(new RedisClusterOptions("127.0.0.1:1", "c", _folder.File("dataset"), RedisDurability.Durable, Adopt: false)));
        var services = ((IHost)host).Services;

        Assert.IsType<RedisConversationLog>(services.GetRequiredService<IConversationLog>());
        Assert.Same(services.GetRequiredService<IConversationLog>(), services.GetRequiredService<IPendingOutboxes>());
        Assert.IsType<RedisRetentionIndex>(services.GetRequiredService<IRetentionIndex>());
        Assert.IsType<RedisConversationAccounts>(services.GetRequiredService<IConversationAccounts>());
        Assert.Contains(services.GetServices<IConversationFollower>(), f => ReferenceEquals(f, services.GetRequiredService<IConversationIndex>()));
        Assert.Contains(services.GetServices<IConversationFollower>(), f => f is AccountsFollower);
        IsSwept(services);
    }

    private static void IsSwept(IServiceProvider services)
    {
        Assert.NotNull(services.GetRequiredService<ConversationOutbox>());
        Assert.Single(services.GetServices<IHostedService>(), s => s is ConversationSweep);
    }

    private static IHost Build(Action<ISiloBuilder> store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering().UseClusterTrust(_ => ClusterTrust.OfOneProcess(TimeProvider.System)).AddMesh(_ => { });
            store(silo);
        });
        return builder.Build();
    }
}
