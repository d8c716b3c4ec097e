using System.Collections.Immutable;
using Mesh.Grains.Caching;
using Mesh.Grains.Redis;
using Mesh.Grains.Tests.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Strategies.Caching;
using Mesh.Testing.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Caching;

/// <summary>The clearing of a tenant over a real Redis; over silos it is tested at the door.</summary>
public sealed class CacheDeskTests(RedisFixture redis) : IClassFixture<RedisFixture>, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly TemporaryFolder _folder = new();
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Clear_BySomebodyWhoIsGone_IsDoneAllTheSame()
    {
        var options = new RedisClusterOptions($"{redis.Server.Connection},asyncTimeout=60000", _cluster, _folder.File("dataset"), RedisDurability.Volatile, Adopt: false);
        await using var connections = new RedisConnections(options);
        using var store = new HybridAnswerStore(1024 * 1024, _services.GetRequiredService<Serializer>(), new RedisAnswers(connections, options, 1024 * 1024, TimeProvider.System), TimeProvider.System);
        var database = (await connections.StateAsync()).GetDatabase();
        var key = $"{_cluster}/answers/{CacheKey.TenantPrefix("acme")}1";
        await database.StringSetAsync(key, "an answer");
        // A clear that is over before anybody looks has nobody to leave it.
        var control = (await connections.ControlAsync()).GetDatabase();
        await control.ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE");
        var desk = new CacheDesk(null!, store, new NoMembers(), NullLogger<CacheDesk>.Instance);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.ClearAsync("acme", "ops", new CancellationToken(canceled: true)));
        await control.ExecuteAsync("CLIENT", "UNPAUSE");

        await Wait.UntilAsync(() => !database.KeyExists(key), "the answer is dropped");
    }

    private sealed class NoMembers : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot { get; } = new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, MembershipVersion.MinValue);

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => AsyncEnumerable.Empty<ClusterMembershipSnapshot>();

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);
    }
}
