using Microsoft.Extensions.DependencyInjection;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Mesh.Grains.Storage;

/// <summary>Adds Redis as the store of a silo.</summary>
public static class RedisStorageExtensions
{
    /// <summary>
    /// Makes the Redis at <paramref name="connection"/> the silo's default grain storage. What it keeps over its own death is its
    /// operator's choice: only <c>appendfsync always</c> keeps every acknowledged write.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="connection">StackExchange.Redis' form, such as <c>redis-1:6379,password=…,ssl=true</c>.</param>
    /// <exception cref="ArgumentException">The connection is not in that form.</exception>
    public static ISiloBuilder AddRedisStore(this ISiloBuilder builder, string connection)
    {
        var parsed = ConfigurationOptions.Parse(connection);
        return builder.AddRedisGrainStorageAsDefault(options => options.Configure<Serializer>((redis, serializer) =>
        {
            redis.ConfigurationOptions = parsed;

            // As in the embedded store: aliases and ids outlive a rename, the names of CLR types would not.
            redis.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
    }
}
