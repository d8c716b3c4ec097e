using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Selection;

/// <summary>
/// How the requests of routes with a bound, and what they cost, lately went to vendors, on this silo: each silo that keeps to the bound keeps
/// the cluster to it. Thread-safe.
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

    private readonly ConcurrentDictionary<string, VendorWindow> _requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, VendorWindow> _spend = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a request of a route.</summary>
    public void Add(RouteEntry route, string vendor)
    {
        if (route.MaxVendorShare is not null)
        {
            WindowOf(_requests, route)?.Add(vendor, 1, Minute);
        }
    }

    /// <summary>Counts what a request of a route cost in USD.</summary>
    public void Spent(RouteEntry route, string vendor, decimal usd)
    {
        if (route.MaxVendorSpend is not null)
        {
            WindowOf(_spend, route)?.Add(vendor, (double)usd, Minute);
        }
    }

    /// <summary>The vendors that one more request of a route would bring over a bound of it; null for none.</summary>
    public IReadOnlySet<string>? Sated(RouteEntry route)
    {
        var over = Over(_requests, route, route.MaxVendorShare);
        if (Over(_spend, route, route.MaxVendorSpend) is { } dear)
        {
            over ??= dear;
            over.UnionWith(dear);
        }

        return over;
    }

    private long Minute => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private HashSet<string>? Over(ConcurrentDictionary<string, VendorWindow> windows, RouteEntry route, double? most) =>
        most is { } share && windows.TryGetValue(route.Name, out var window) ? window.Over(share, Minute) : null;

    private static VendorWindow? WindowOf(ConcurrentDictionary<string, VendorWindow> windows, RouteEntry route) =>
        windows.TryGetValue(route.Name, out var window) ? window
        : windows.Count < MostRoutes ? windows.GetOrAdd(route.Name, _ => new VendorWindow())
        : null;
}
