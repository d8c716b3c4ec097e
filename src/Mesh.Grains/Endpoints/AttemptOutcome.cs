using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Providers.Limits;
using Mesh.Providers.Pipeline;
using Mesh.Routing.Cost;
using Mesh.Routing.Health;
using Mesh.Routing.Limits;
using Mesh.Routing.Load;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>How one attempt ended, told once to the gate, the circuit and the metrics.</summary>
internal sealed class AttemptOutcome(ServedEndpoint served, EndpointGate gate, RateCharge charge, Flight flight, WorkPiece work, IDisposable? place, MeshInstruments instruments, EndpointAlerts alerts, IGrainFactory grains, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _firstToken;
    private int _told;

    /// <summary>For whom it is made; empty for nobody.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>What tenants spend; null where nobody keeps it.</summary>
    public TenantSpend? Spend { get; init; }

    /// <summary>Time to the first content frame; null before it.</summary>
    public TimeSpan? FirstToken => _firstToken;

    /// <summary>The upstream took the request, and told what it has left.</summary>
    public void Accepted(IReadOnlyList<KeyValuePair<string, string>> rateLimits) => Observe(rateLimits);

    /// <summary>The first content frame is here.</summary>
    public void FirstContent()
    {
        _firstToken ??= time.GetElapsedTime(_began);
        gate.Stats.Circuit.FirstFrame(flight);
        gate.Stats.Work.Read(work);
    }

    /// <summary>What <paramref name="usage"/> costs at this endpoint.</summary>
    public AttemptAccount Account(TokenUsage usage)
    {
        var price = served.Price;
        return new AttemptAccount(usage, Pricing.Cost(usage, price), price.IsEstimate || usage.Source == UsageSource.Estimated, _firstToken);
    }

    /// <summary>The answer is whole.</summary>
    public AttemptAccount Succeeded(TokenUsage usage, bool inPieces = false, bool vectors = false)
    {
        var account = Account(usage);
        if (!Tell())
        {
            return account;
        }

        try
        {
            var total = time.GetElapsedTime(_began);
            var first = _firstToken ?? total;
            gate.Stats.Circuit.Succeed(flight);
            gate.Stats.Limiter.Settle(charge, usage.Input + usage.Output);
            gate.Stats.CountAnswer(first, inPieces ? total - first : TimeSpan.Zero, usage.Input + usage.Output, usage.Output, account.CostUsd);
            Spend?.Add(Tenant, account.CostUsd);
            if (vectors)
            {
                instruments.Embedded(served, usage, account.CostUsd);
            }
            else
            {
                instruments.Answered(served, usage, account.CostUsd, inPieces ? first : null, total);
            }

            return account;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The caller went away, or its deadline passed: no fault of the endpoint, but what it took is counted.</summary>
    public void Abandoned(TokenUsage? usage = null)
    {
        if (!Tell())
        {
            return;
        }

        try
        {
            gate.Stats.Circuit.Forget(flight);
            gate.Stats.Limiter.Settle(charge, usage is null ? charge.Input : usage.Input + usage.Output);
            Spent(usage);
            instruments.Attempted(served, "cancelled");
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The upstream failed; gives the error for the plan. What it had answered by then is paid for all the same.</summary>
    public EndpointException Failed(UpstreamException e, TokenUsage? usage = null)
    {
        if (!Tell())
        {
            return UpstreamErrors.ToEndpointException(e);
        }

        try
        {
            if (UpstreamErrors.IsTurnedAway(e.Kind))
            {
                return TurnedAway(e);
            }

            Spent(usage);
            Limit(e, usage);
            Count(e.Kind);
            return UpstreamErrors.ToEndpointException(e, Judge(e));
        }
        finally
        {
            Leave();
        }
    }

    // The engine's worker refused as the gate here would have done: no fault, and nothing is used up.
    private EndpointException TurnedAway(UpstreamException e)
    {
        gate.Stats.Circuit.Forget(flight);
        gate.Stats.Limiter.GiveBack(charge);
        instruments.Attempted(served, UpstreamErrors.MetricName(e.Kind));
        if (e.Kind == UpstreamFaultKind.Full)
        {
            gate.PlacesAreTaken();
        }

        return UpstreamErrors.ToEndpointException(e);
    }

    private void Spent(TokenUsage? usage)
    {
        if (usage is not null && Account(usage).CostUsd is var cost)
        {
            Spend?.Add(Tenant, cost);
            instruments.Spent(served, usage, cost);
        }
    }

    private void Count(UpstreamFaultKind kind)
    {
        var name = UpstreamErrors.MetricName(kind);
        instruments.Attempted(served, name);
        gate.Stats.CountFault(name, ofRequest: kind is UpstreamFaultKind.Rejected or UpstreamFaultKind.ContentRefused or UpstreamFaultKind.ContextLength);
    }

    // Vendors count a request that they refuse, but not its tokens; one that never reached them they do not count at all.
    private void Limit(UpstreamException e, TokenUsage? usage)
    {
        Observe(e.RateLimits);
        switch (e.Kind)
        {
            case UpstreamFaultKind.Unreachable:
                gate.Stats.Limiter.GiveBack(charge);
                break;
            case UpstreamFaultKind.Broken or UpstreamFaultKind.Silent or UpstreamFaultKind.Endless or UpstreamFaultKind.Malformed or UpstreamFaultKind.ServerError:
                gate.Stats.Limiter.Settle(charge, usage is null ? charge.Input : usage.Input + usage.Output);
                break;
            default:
                gate.Stats.Limiter.Settle(charge, 0);
                break;
        }

        if (e.Kind == UpstreamFaultKind.RateLimited)
        {
            gate.Stats.Limiter.Refused(60 * gate.Stats.RequestsPerSecond);
        }
    }

    private void Observe(IReadOnlyList<KeyValuePair<string, string>> rateLimits)
    {
        if (rateLimits.Count > 0)
        {
            var told = VendorLimitsReader.Read(rateLimits, time.GetUtcNow());
            gate.Stats.Limiter.Observe(told.Requests, told.Tokens);
        }
    }

    // What the circuit is told, and how to take it back. What leaves no doubt cannot be the request's fault.
    private Action? Judge(UpstreamException e)
    {
        var circuit = gate.Stats.Circuit;
        switch (e.Kind)
        {
            case UpstreamFaultKind.Rejected or UpstreamFaultKind.ContentRefused or UpstreamFaultKind.ContextLength or UpstreamFaultKind.Endless:
                circuit.Forget(flight);
                return null;
            case UpstreamFaultKind.RateLimited when UpstreamErrors.Cooldown(e) is { } wait:
                CoolDown(wait);
                return null;
            case UpstreamFaultKind.ServerError when UpstreamErrors.Cooldown(e) is { } wait:
                gate.Stats.CountFailure();
                CoolDown(wait);
                return null;
            case UpstreamFaultKind.Credentials or UpstreamFaultKind.QuotaSpent:
                gate.Stats.CountFailure();
                TakeOut(UpstreamErrors.Cause(e.Kind));
                return null;
            default:
                gate.Stats.CountFailure();
                return circuit.Fail(flight, UpstreamErrors.Cause(e.Kind)) is { } failure && e.Kind != UpstreamFaultKind.Unreachable
                    ? () => circuit.Retract(failure)
                    : null;
        }
    }

    private void TakeOut(CircuitCause cause)
    {
        if (gate.Stats.Circuit.TakeOut(flight, cause))
        {
            alerts.TakenOut(served, cause);
        }
    }

    private void CoolDown(TimeSpan duration)
    {
        gate.Stats.Circuit.Forget(flight);
        gate.Stats.Circuit.CoolDown(duration);

        // The other silos learn it with their next lease; nobody waits for it here.
        grains.GetGrain<IEndpointGrain>(served.Name).CoolDownAsync(duration).Ignore();
    }

    // True once. Whoever gets it gives the place back at the very end: the next request is called by that, and must find
    // circuit and limits as this one left them.
    private bool Tell()
    {
        gate.Stats.Work.End(work);
        return Interlocked.Exchange(ref _told, 1) == 0;
    }

    private void Leave()
    {
        place?.Dispose();
        gate.Stats.Leave();
    }
}
