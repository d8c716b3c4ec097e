using Mesh.Strategies.Caching;

namespace Mesh.Grains.Caching;

/// <summary>When the answers of tenants were dropped, so that none of before comes back from where it was on its way. Thread-safe.</summary>
internal sealed class ClearedKeys(TimeProvider time)
{
    /// <summary>Most tenants that are told apart; where more are emptied, all answers of before count as dropped.</summary>
    public const int Most = 1000;

    // Nothing is kept for longer.
    private static readonly TimeSpan s_lasts = TimeSpan.FromHours(24);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _cleared = new(StringComparer.Ordinal);
    private DateTimeOffset _all = DateTimeOffset.MinValue;

    /// <summary>The answers of a tenant are dropped now.</summary>
    /// <param name="prefix">What its keys begin with, up to and with the slash.</param>
    public void Add(string prefix)
    {
        lock (_lock)
        {
            // Told inside, so that whoever did not see it yet has an answer of before.
            var now = time.GetUtcNow();
            if (_cleared.Count >= Most && !_cleared.ContainsKey(prefix))
            {
                foreach (var old in _cleared.Where(c => now - c.Value > s_lasts).Select(c => c.Key).ToArray())
                {
                    _cleared.Remove(old);
                }
            }

            if (_cleared.Count >= Most && !_cleared.ContainsKey(prefix))
            {
                _cleared.Clear();
                _all = now;
            }

            _cleared[prefix] = now;
        }
    }

    /// <summary>Whether the answers of a key's tenant were dropped at a moment or after it.</summary>
    public bool WasSince(string key, DateTimeOffset since)
    {
        lock (_lock)
        {
            return _all >= since || (_cleared.Count > 0 && _cleared.TryGetValue(CacheKey.PrefixOf(key), out var at) && at >= since);
        }
    }
}
