using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace Mesh.Grains.Redis;

/// <summary>The rows in the cluster's Redis, which Orleans' own reader refuses to read once the table is gone.</summary>
internal sealed class RedisMemberRows(RedisConnections connections, IOptions<RedisClusteringOptions> clustering, IOptions<ClusterOptions> cluster) : IMemberRows
{
    /// <inheritdoc/>
    public async Task<bool> ContainAsync(SiloAddress silo) =>
        await (await connections.ControlAsync()).GetDatabase().HashExistsAsync(clustering.Value.CreateRedisKey(cluster.Value), silo.ToString());
}
