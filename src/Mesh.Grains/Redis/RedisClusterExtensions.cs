using Mesh.Grains.Conversations.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Clustering.Redis;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;

namespace Mesh.Grains.Redis;

/// <summary>Makes a silo one of a cluster over Redis.</summary>
public static class RedisClusterExtensions
{
    private const string Inner = "redis";

    /// <summary>Members, grain state, conversations and reminders live in the Redis, which <see cref="RedisStart"/> must have looked at before the host starts, and which is watched from then on.</summary>
    /// <exception cref="ArgumentException">The connection is not in StackExchange.Redis' form.</exception>
    public static ISiloBuilder UseRedisCluster(this ISiloBuilder builder, RedisClusterOptions options)
    {
        var parsed = RedisConnections.Parse(options.Connection);
        var connections = new RedisConnections(options);
        builder.Services.AddSingleton(options).AddSingleton(_ => connections).AddSingleton<IDatasetKey, RedisDatasetKey>().AddSingleton<IMemberRows, RedisMemberRows>().AddSingleton<Dataset>().AddSingleton<RedisGuard>();
        builder.Services.AddSingleton(services => new RedisStart(
            connections, services.GetRequiredService<Dataset>(), options, services.GetRequiredService<ILogger<RedisStart>>()));
        builder.Services.AddHostedService<DatasetWatch>().AddHostedService<MembershipRowWatch>();
        builder.UseRedisClustering(redis =>
        {
            redis.ConfigurationOptions = parsed;
            redis.CreateMultiplexer = async _ => (await connections.ControlAsync(), true);
        });
        builder.UseRedisReminderService(redis =>
        {
            redis.ConfigurationOptions = parsed;
            redis.CreateMultiplexer = async _ => (await connections.ControlAsync(), true);
        });
        builder.AddRedisGrainStorage(Inner, redis => redis.Configure<Serializer>((storage, serializer) =>
        {
            storage.ConfigurationOptions = parsed;
            storage.CreateMultiplexer = async _ => (await connections.StateAsync(), true);

            // As in the embedded store: nothing is left of a state that was removed, and it can be made anew.
            storage.DeleteStateOnClear = true;

            // As in the embedded store: aliases and ids outlive a rename, the names of CLR types would not.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        builder.Services.AddSingleton<IGrainStorage>(services => new GuardedStorage(
            services.GetRequiredKeyedService<IGrainStorage>(Inner), services.GetRequiredService<RedisGuard>()));
        builder.Services.AddRedisConversations();
        return builder;
    }
}
