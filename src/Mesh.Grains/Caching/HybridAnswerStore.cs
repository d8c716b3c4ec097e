using Mesh.Contracts.Caching;
using Mesh.Strategies.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.Grains.Caching;

/// <summary>
/// Kept answers: in this process up to a bound, and behind it in what the silos share, where there is such. Only storage is HybridCache's: it
/// keeps requests for one value together too, but has them wait until the value is whole, which a stream's readers must not.
/// </summary>
internal sealed class HybridAnswerStore : IAnswerStore, IDisposable
{
    // Room for the wire form of an answer that takes all that it may.
    private const int MostPayloadBytes = 2 * AnswerBounds.MostBytes;

    private readonly ServiceProvider _own;
    private readonly HybridCache _cache;
    private readonly MemoryCache _memory;
    private readonly RedisAnswers? _shared;
    private readonly ClearedKeys _cleared;

    /// <summary>An empty one.</summary>
    /// <param name="mostBytes">Most bytes of answers in this process.</param>
    /// <param name="serializer">Writes them.</param>
    /// <param name="shared">What the silos share; null for nothing.</param>
    /// <param name="time">The clock.</param>
    public HybridAnswerStore(long mostBytes, Serializer serializer, RedisAnswers? shared, TimeProvider time)
    {
        (_shared, _cleared) = (shared, new ClearedKeys(time));
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = mostBytes, TrackStatistics = true });
        var services = new ServiceCollection().AddSingleton<IMemoryCache>(_memory);
        if (shared is not null)
        {
            services.AddSingleton<IDistributedCache>(shared);
        }

        services.AddHybridCache(options => options.MaximumPayloadBytes = MostPayloadBytes).AddSerializer<RecordedAnswer?>(new AnswerSerializer(serializer));
        _own = services.BuildServiceProvider();
        _cache = _own.GetRequiredService<HybridCache>();
    }

    /// <summary>Bytes of answers in this process.</summary>
    public long Bytes => _memory.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>Answers in this process.</summary>
    public int Count => _memory.Count;

    /// <inheritdoc/>
    public async ValueTask<RecordedAnswer?> FindAsync(string key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var found = await _cache.GetOrCreateAsync(
            key,
            static _ => ValueTask.FromResult<RecordedAnswer?>(null),
            Options(ttl, HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCacheWrite),
            cancellationToken: cancellationToken);

        // What was on its way from the Redis when it was emptied is gone too.
        return found is null || DropCleared(key, found) ? null : found;
    }

    /// <inheritdoc/>
    public async Task KeepAsync(string key, RecordedAnswer answer, TimeSpan ttl)
    {
        await _cache.SetAsync(key, answer, Options(ttl, HybridCacheEntryFlags.DisableDistributedCacheWrite), cancellationToken: CancellationToken.None);
        DropCleared(key, answer);
    }

    /// <inheritdoc/>
    public async Task ShareAsync(string key, RecordedAnswer answer, TimeSpan ttl)
    {
        if (_shared is not null)
        {
            await _cache.SetAsync(key, answer, Options(ttl, HybridCacheEntryFlags.DisableLocalCacheWrite), cancellationToken: CancellationToken.None);
            if (_cleared.WasSince(key, answer.At))
            {
                // It came to the Redis after that was emptied, or a moment before.
                await _shared.RemoveAsync(key);
            }
        }
    }

    /// <inheritdoc/>
    public bool WasCleared(string key, DateTimeOffset since) => _cleared.WasSince(key, since);

    /// <summary>Drops what this process keeps; tells how many answers there were.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    public int Clear(string prefix)
    {
        _cleared.Add(prefix);
        _shared?.GiveBack(prefix);
        var keys = _memory.Keys.OfType<string>().Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        foreach (var key in keys)
        {
            _memory.Remove(key);
        }

        return keys.Length;
    }

    /// <summary>Drops what the silos share; tells how many answers there were, null where they share nothing.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StackExchange.Redis.RedisException">The Redis does not do it.</exception>
    public async Task<long?> ClearSharedAsync(string prefix, CancellationToken cancellationToken) =>
        _shared is null ? null : await _shared.ClearAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        _memory.Dispose();
    }

    // Looked at once it is there: who empties marks first and looks for what is there then, so that one of the two finds it.
    private bool DropCleared(string key, RecordedAnswer answer)
    {
        var dropped = _cleared.WasSince(key, answer.At);
        if (dropped)
        {
            _memory.Remove(key);
        }

        return dropped;
    }

    private static HybridCacheEntryOptions Options(TimeSpan ttl, HybridCacheEntryFlags flags) => new() { Expiration = ttl, LocalCacheExpiration = ttl, Flags = flags };
}
