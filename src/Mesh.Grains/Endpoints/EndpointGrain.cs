using Mesh.Contracts.Endpoints;
using Mesh.Grains.Catalog;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// Shares an endpoint's concurrency out to the silos that ask. The shares of live leases never add up to more than the limit:
/// a newcomer gets what is free, and its fair share once the others have renewed.
/// </summary>
internal sealed class EndpointGrain(CatalogView views, TimeProvider time) : Grain, IEndpointGrain
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, (int Share, DateTimeOffset Until)> _leases = [];
    private DateTimeOffset _coolUntil = DateTimeOffset.MinValue;

    public Task<EndpointLease> LeaseAsync(string silo)
    {
        var now = time.GetUtcNow();
        foreach (var gone in _leases.Where(l => l.Value.Until <= now).Select(l => l.Key).ToArray())
        {
            _leases.Remove(gone);
        }

        return Task.FromResult(new EndpointLease(Share(silo, now), s_duration, Cooling(now)));
    }

    public Task CoolDownAsync(TimeSpan duration)
    {
        var until = time.GetUtcNow() + (duration < Routing.Health.Circuit.Longest ? duration : Routing.Health.Circuit.Longest);
        _coolUntil = until > _coolUntil ? until : _coolUntil;
        return Task.CompletedTask;
    }

    public Task<EndpointAuthority> DescribeAsync()
    {
        var now = time.GetUtcNow();
        var shares = _leases.Where(l => l.Value.Until > now).ToDictionary(l => l.Key, l => l.Value.Share);
        return Task.FromResult(new EndpointAuthority(shares, Cooling(now)));
    }

    private int? Share(string silo, DateTimeOffset now)
    {
        if (!views.Current.Endpoints.TryGetValue(this.GetPrimaryKeyString(), out var served) || served.Entry.Limits.Concurrency is not { } limit)
        {
            _leases.Clear();
            return null;
        }

        _leases.Remove(silo);
        var fair = Math.Max(1, limit / (_leases.Count + 1));
        var free = limit - _leases.Values.Sum(l => l.Share);
        var share = Math.Clamp(free, 0, _leases.Count == 0 ? limit : fair);
        _leases[silo] = (share, now + s_duration);
        return share;
    }

    private TimeSpan Cooling(DateTimeOffset now) => _coolUntil > now ? _coolUntil - now : TimeSpan.Zero;
}
