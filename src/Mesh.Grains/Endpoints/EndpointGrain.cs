using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Mesh.Grains.Placement;

namespace Mesh.Grains.Endpoints;

/// <summary>Shares an endpoint's limits out to the silos that ask, tells them to leave it alone, and probes it while it is out.</summary>
[AtItsNode]
internal sealed class EndpointGrain(CatalogView views, IClusterMembershipService membership, EndpointProbing probing, EndpointAuthorities authorities, TimeProvider time, Func<double> draw) : Grain, IEndpointGrain
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    // While a share is on its way from one silo to another, each step of it waits for somebody to ask again, and nobody uses it meanwhile.
    internal static readonly TimeSpan Moving = TimeSpan.FromMilliseconds(100);
    private readonly EndpointLeases _leases = new(s_duration);
    private readonly RateLeases _requests = new(s_duration);
    private readonly RateLeases _tokens = new(s_duration);
    private readonly LeaseRecall _recall = new(s_duration);
    private readonly DateTimeOffset _born = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private readonly ProbeSchedule _probes = new(draw);
    private DateTimeOffset _coolUntil = DateTimeOffset.MinValue;
    private IGrainTimer? _probeTimer;

    // A wall clock that is set back must not make a cooldown of seconds one of hours.
    private DateTimeOffset Now => _born + time.GetElapsedTime(_began);

    public Task<EndpointLease> LeaseAsync(string silo, EndpointDemand demand)
    {
        var now = Now;
        var limits = Limits();
        var sharers = now < _born + s_duration ? ActiveSilos() : 1;
        var requests = _requests.Grant(silo, limits.RequestsPerMinute, demand.Requests, sharers, now);
        var tokens = _tokens.Grant(silo, limits.TokensPerMinute, demand.Tokens, sharers, now);
        var concurrency = Concurrency(silo, limits.Concurrency, demand, sharers, now);
        var moving = _requests.Moving || _tokens.Moving || _leases.Moving;
        if (_recall.Granted(!moving, _requests.Short || _tokens.Short || _leases.Short, now))
        {
            Tell();
        }

        return Task.FromResult(new EndpointLease(concurrency, moving ? Moving : s_duration, Cooling(now), requests, tokens));
    }

    public Task CoolDownAsync(TimeSpan duration)
    {
        var until = Now + (duration < Routing.Health.Circuit.Longest ? duration : Routing.Health.Circuit.Longest);
        _coolUntil = until > _coolUntil ? until : _coolUntil;
        Tell();
        return Task.CompletedTask;
    }

    public Task<EndpointProbe> ProbeAsync()
    {
        // Interleaved, so that leases go on while a probe waits; one-shot, so that there is one probe at a time.
        _probeTimer ??= this.RegisterGrainTimer(ProbeOnceAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.FromResult(_probes.Ask(Now));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        authorities.Forget(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<EndpointAuthority> DescribeAsync()
    {
        var now = Now;
        return Task.FromResult(new EndpointAuthority(_leases.Live(now), Cooling(now)) { Requests = _requests.Live(now), Tokens = _tokens.Live(now) });
    }

    private EndpointLimits Limits() =>
        // The revisions of two silos may differ for a moment; whoever asks keeps to the limit that it knows meanwhile.
        views.Current.Endpoints.TryGetValue(this.GetPrimaryKeyString(), out var served)
            ? served.Entry.Limits
            : throw new MeshException(MeshErrorCode.Unavailable, "endpoint_unknown", $"This silo does not know endpoint '{this.GetPrimaryKeyString()}' yet. Ask again in a moment.");

    private async Task ProbeOnceAsync(CancellationToken cancellationToken)
    {
        if (_probes.IsWanted(Now) && views.Current.Endpoints.TryGetValue(this.GetPrimaryKeyString(), out var served))
        {
            if (await probing.ProbeAsync(served, cancellationToken) is { } passed)
            {
                _probes.Ended(passed, Now);
                Tell();
            }

            _probeTimer?.Change(_probes.Pause(Now), Timeout.InfiniteTimeSpan);
        }
        else
        {
            _probeTimer?.Dispose();
            _probeTimer = null;
        }
    }

    private void Tell() => authorities.Tell(this.GetPrimaryKeyString(), Cooling(Now), _probes.Last(Now), _recall.Number);

    private int? Concurrency(string silo, int? limit, EndpointDemand demand, int sharers, DateTimeOffset now)
    {
        if (limit is { } most)
        {
            return _leases.Grant(silo, most, demand, sharers, now);
        }

        _leases.Clear();
        return null;
    }

    // Leases of an activation before this one may still run: until they cannot, every silo is taken for a holder.
    private int ActiveSilos() => membership.CurrentSnapshot.Members.Values.Count(m => m.Status == SiloStatus.Active);

    private TimeSpan Cooling(DateTimeOffset now) => _coolUntil > now ? _coolUntil - now : TimeSpan.Zero;
}
