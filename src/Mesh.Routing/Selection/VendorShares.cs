using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Selection;

/// <summary>
/// How the requests of routes with a bound lately went to vendors, on this silo: each silo that keeps to the bound keeps the cluster to it.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class VendorShares(TimeProvider time)
{
    /// <summary>Most routes that are watched; further ones have no bound.</summary>
    public const int MostRoutes = 1000;

    /// <summary>Requests before a share means anything.</summary>
    public const int FewRequests = 20;

    /// <summary>Minutes that count.</summary>
    public const int Minutes = 10;

    private readonly ConcurrentDictionary<string, Window> _routes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a request of a route.</summary>
    public void Add(RouteEntry route, string vendor)
    {
        if (route.MaxVendorShare is not null && (_routes.TryGetValue(route.Name, out var window) || (_routes.Count < MostRoutes && (window = _routes.GetOrAdd(route.Name, _ => new Window())) is not null)))
        {
            window.Add(vendor, Minute);
        }
    }

    /// <summary>The vendors that one more request of a route would bring over its bound; null for none.</summary>
    public IReadOnlySet<string>? Sated(RouteEntry route) =>
        route.MaxVendorShare is { } most && _routes.TryGetValue(route.Name, out var window) ? window.Over(most, Minute) : null;

    private long Minute => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed class Window
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, long[]> _vendors = new(StringComparer.OrdinalIgnoreCase);
        private long _newest;

        public void Add(string vendor, long minute)
        {
            lock (_lock)
            {
                Roll(minute);
                if (!_vendors.TryGetValue(vendor, out var counts))
                {
                    _vendors[vendor] = counts = new long[Minutes];
                }

                counts[minute % Minutes]++;
            }
        }

        public HashSet<string>? Over(double most, long minute)
        {
            lock (_lock)
            {
                Roll(minute);
                var all = _vendors.Values.Sum(c => c.Sum());
                return all < FewRequests ? null
                    : _vendors.Where(v => v.Value.Sum() + 1 > most * (all + 1)).Select(v => v.Key).ToHashSet(StringComparer.OrdinalIgnoreCase) is { Count: > 0 } over ? over
                    : null;
            }
        }

        private void Roll(long minute)
        {
            for (var m = Math.Max(_newest + 1, minute - Minutes + 1); m <= minute; m++)
            {
                foreach (var counts in _vendors.Values)
                {
                    counts[m % Minutes] = 0;
                }
            }

            _newest = Math.Max(_newest, minute);
        }
    }
}
