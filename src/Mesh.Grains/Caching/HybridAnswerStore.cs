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
public sealed class HybridAnswerStore : IAnswerStore, IDisposable
{
    // Room for the wire form of an answer that takes all that it may.
    private const int MostPayloadBytes = 2 * AnswerBounds.MostBytes;

    private readonly ServiceProvider _own;
    private readonly HybridCache _cache;
    private readonly MemoryCache _memory;
    private readonly bool _isShared;

    /// <summary>An empty one.</summary>
    /// <param name="mostBytes">Most bytes of answers in this process.</param>
    /// <param name="serializer">Writes them.</param>
    /// <param name="shared">What the silos share; null for nothing.</param>
    public HybridAnswerStore(long mostBytes, Serializer serializer, IDistributedCache? shared)
    {
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = mostBytes, TrackStatistics = true });
        var services = new ServiceCollection().AddSingleton<IMemoryCache>(_memory);
        _isShared = shared is not null;
        if (shared is not null)
        {
            services.AddSingleton(shared);
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
    public ValueTask<RecordedAnswer?> FindAsync(string key, TimeSpan ttl, CancellationToken cancellationToken) => _cache.GetOrCreateAsync(
        key,
        static _ => ValueTask.FromResult<RecordedAnswer?>(null),
        Options(ttl, HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCacheWrite),
        cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async Task KeepAsync(string key, RecordedAnswer answer, TimeSpan ttl) =>
        await _cache.SetAsync(key, answer, Options(ttl, HybridCacheEntryFlags.DisableDistributedCacheWrite), cancellationToken: CancellationToken.None);

    /// <inheritdoc/>
    public async Task ShareAsync(string key, RecordedAnswer answer, TimeSpan ttl)
    {
        if (_isShared)
        {
            await _cache.SetAsync(key, answer, Options(ttl, HybridCacheEntryFlags.DisableLocalCacheWrite), cancellationToken: CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        _memory.Dispose();
    }

    private static HybridCacheEntryOptions Options(TimeSpan ttl, HybridCacheEntryFlags flags) => new() { Expiration = ttl, LocalCacheExpiration = ttl, Flags = flags };
}
