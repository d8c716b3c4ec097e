using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;

namespace Mesh.Grains.Endpoints;

/// <summary>Shares an endpoint's concurrency out to the silos that ask, and tells them to leave it alone.</summary>
internal sealed class EndpointGrain(CatalogView views, IClusterMembershipService membership, TimeProvider time) : Grain, IEndpointGrain
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private readonly EndpointLeases _leases = new(s_duration);
    private readonly DateTimeOffset _born = time.GetUtcNow();
    private DateTimeOffset _coolUntil = DateTimeOffset.MinValue;

    public Task<EndpointLease> LeaseAsync(string silo)
    {
        var now = time.GetUtcNow();
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
        return Task.FromResult(new EndpointAuthority(_leases.Live(now), Cooling(now)));
    }

    private int? Share(string silo, DateTimeOffset now)
    {
        if (!views.Current.Endpoints.TryGetValue(this.GetPrimaryKeyString(), out var served))
        {
            // The revisions of two silos may differ for a moment; whoever asks keeps to the limit that it knows meanwhile.
            throw new MeshException(MeshErrorCode.Unavailable, "endpoint_unknown", $"This silo does not know endpoint '{this.GetPrimaryKeyString()}' yet. Ask again in a moment.");
        }

        if (served.Entry.Limits.Concurrency is not { } limit)
        {
            _leases.Clear();
            return null;
        }

        return _leases.Grant(silo, limit, now < _born + s_duration ? ActiveSilos() : 1, now);
    }

    // Leases of an activation before this one may still run: until they cannot, every silo is taken for a holder.
    private int ActiveSilos() => membership.CurrentSnapshot.Members.Values.Count(m => m.Status == SiloStatus.Active);

    private TimeSpan Cooling(DateTimeOffset now) => _coolUntil > now ? _coolUntil - now : TimeSpan.Zero;
}
