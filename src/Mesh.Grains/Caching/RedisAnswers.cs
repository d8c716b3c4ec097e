using Mesh.Grains.Redis;
using Mesh.Strategies.Caching;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace Mesh.Grains.Caching;

/// <summary>
/// The answers that the silos of a cluster share in its Redis, under the name of the cluster. No request waits for it for long, and none fails
/// by it: once it did not answer in time it is left alone for a while. A silo puts no more there than it holds itself.
/// </summary>
internal sealed class RedisAnswers(RedisConnections connections, RedisClusterOptions options, long mostBytes, TimeProvider time) : IDistributedCache
{
    // A look is worth less than this to a request that a model would answer in a second.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_writePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);
    private const int Batch = 500;
    private readonly LentBytes _lent = new(mostBytes, time);
    private long _restsUntil = long.MinValue;

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        RunAsync(async database => (byte[]?)await database.StringGetAsync(KeyOf(key)), s_patience, token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        options.AbsoluteExpirationRelativeToNow is { } ttl && _lent.TryTake(CacheKey.PrefixOf(key), value.Length, ttl)
            ? RunAsync(database => database.StringSetAsync(KeyOf(key), value, ttl), s_writePatience, token)
            : Task.CompletedTask;

    public Task RemoveAsync(string key, CancellationToken token = default) => RunAsync(database => database.KeyDeleteAsync(KeyOf(key)), s_writePatience, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <summary>What this silo put there of a tenant is dropped, so that its room is free again.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    public void GiveBack(string prefix) => _lent.GiveBack(prefix);

    /// <summary>Drops all whose keys begin alike; tells how many there were. Unlike the rest it waits for the Redis, and fails by it.</summary>
    /// <param name="prefix">What the keys begin with: letters, digits and slashes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisException">The Redis does not do it.</exception>
    public async Task<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        var connection = await connections.StateAsync().WaitAsync(cancellationToken);
        var (database, pattern) = (connection.GetDatabase(), $"{Literally(KeyOf(prefix).ToString())}*");
        var primaries = connection.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }).ToArray();
        if (primaries.Length == 0)
        {
            // Nothing was looked at, which is not the same as nothing found.
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "no primary can be reached");
        }

        var dropped = 0L;
        foreach (var server in primaries)
        {
            var batch = new List<RedisKey>(Batch);
            await foreach (var key in server.KeysAsync(database.Database, pattern, Batch).WithCancellation(cancellationToken))
            {
                batch.Add(key);
                if (batch.Count == Batch)
                {
                    dropped += await DropAsync(database, batch);
                }
            }

            dropped += await DropAsync(database, batch);
        }

        return dropped;
    }

    public byte[]? Get(string key) => throw NotAsync();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw NotAsync();

    public void Refresh(string key) => throw NotAsync();

    public void Remove(string key) => throw NotAsync();

    private async Task<T?> RunAsync<T>(Func<IDatabase, Task<T>> call, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Interlocked.Read(ref _restsUntil))
        {
            return default;
        }

        try
        {
            var running = CallAsync(call);
            running.Ignore();
            return await running.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            Interlocked.Exchange(ref _restsUntil, time.GetTimestamp() + (long)(s_rest.TotalSeconds * time.TimestampFrequency));
            return default;
        }
    }

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call) => await call((await connections.StateAsync()).GetDatabase());

    // One by one: in a cluster they lie in different slots.
    private static async Task<long> DropAsync(IDatabase database, List<RedisKey> keys)
    {
        var dropped = await Task.WhenAll(keys.Select(k => database.KeyDeleteAsync(k)));
        keys.Clear();
        return dropped.LongCount(d => d);
    }

    private static string Literally(string text) => string.Concat(text.Select(c => c is '*' or '?' or '[' or ']' or '\\' or '^' ? $"\\{c}" : $"{c}"));

    private RedisKey KeyOf(string key) => $"{options.Cluster}/answers/{key}";

    private static NotSupportedException NotAsync() => new("Nobody waits for a Redis on a thread.");
}
