using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>The id under one key of the cluster's Redis.</summary>
internal sealed class RedisDatasetKey(RedisConnections connections, RedisClusterOptions options) : IDatasetKey
{
    private readonly RedisKey _key = $"{options.Cluster}/dataset";

    /// <inheritdoc/>
    public async Task<string?> ReadAsync() => await (await DatabaseAsync()).StringGetAsync(_key);

    /// <inheritdoc/>
    public async Task<string> CreateAsync()
    {
        var database = await DatabaseAsync();
        await database.StringSetAsync(_key, Guid.NewGuid().ToString("N"), when: When.NotExists);
        return (await ReadAsync())!;
    }

    private async Task<IDatabase> DatabaseAsync() => (await connections.ControlAsync()).GetDatabase();
}
