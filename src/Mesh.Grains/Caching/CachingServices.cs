using System.Diagnostics.Metrics;
using Mesh.Grains.Draining;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Caching.Semantic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Mesh.Grains.Caching;

/// <summary>Adds answers without a model to a silo.</summary>
internal static class CachingServices
{
    /// <summary>Adds the caches; shared with the other silos where there is a Redis.</summary>
    public static IServiceCollection AddAnswerCache(this IServiceCollection services) => services
        .AddSingleton(Store)
        .AddSingleton<IAnswerStore>(provider => provider.GetRequiredService<HybridAnswerStore>())
        .AddSingleton(provider => new SharedAnswers(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IReusePolicy, CandidateReuse>()
        .AddSingleton(Index)
        .AddSingleton<SemanticAnswers>()
        .AddSingleton(provider => new AnswerCache(
            provider.GetRequiredService<IAnswerStore>(), provider.GetRequiredService<SemanticAnswers>(), provider.GetRequiredService<SharedAnswers>(), provider.GetRequiredService<IReusePolicy>(),
            provider.GetRequiredService<MeshInstruments>(), provider.GetRequiredService<SiloState>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<PartCache>()
        .AddSingleton<AnswerCachesClient>()
        .AddSingleton(provider => new CacheDesk(
            provider.GetRequiredService<AnswerCachesClient>(), provider.GetRequiredService<HybridAnswerStore>(), provider.GetRequiredService<IClusterMembershipService>(), provider.GetRequiredService<ILogger<CacheDesk>>()))
        .AddGrainService<AnswerCaches>();

    // Beside the answers: as much again at most.
    private static SemanticIndex Index(IServiceProvider provider)
    {
        var index = new SemanticIndex(provider.GetRequiredService<IOptions<MeshSiloOptions>>().Value.CacheBytes);
        provider.GetRequiredService<MeshInstruments>().Observe(
            "meshsilo.cache.question_bytes", "By", "Bytes of kept questions and their vectors in this process.", IEnumerable<Measurement<long>> () => [new Measurement<long>(index.Bytes)]);
        return index;
    }

    private static HybridAnswerStore Store(IServiceProvider provider)
    {
        var most = provider.GetRequiredService<IOptions<MeshSiloOptions>>().Value.CacheBytes;
        var redis = provider.GetService<RedisConnections>() is { } connections
            ? new RedisAnswers(connections, provider.GetRequiredService<RedisClusterOptions>(), most, provider.GetRequiredService<TimeProvider>())
            : null;
        var store = new HybridAnswerStore(most, provider.GetRequiredService<Serializer>(), redis, provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<MeshInstruments>().Observe(
            "meshsilo.cache.bytes", "By", "Bytes of kept answers in this process.", IEnumerable<Measurement<long>> () => [new Measurement<long>(store.Bytes)]);
        return store;
    }
}
