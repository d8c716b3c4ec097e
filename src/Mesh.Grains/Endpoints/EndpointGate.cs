using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Mesh.Routing.Limits;

namespace Mesh.Grains.Endpoints;

/// <summary>Admits requests to one endpoint on this silo, from the lease that the endpoint's grain granted. No hop on the way.</summary>
public sealed class EndpointGate(string endpoint, TimeProvider time, Func<double>? draw = null)
{
    // What a request is taken for while no answer has told how many tokens one takes.
    private const double AssumedTokens = 500;
    private long _leasedAt = time.GetTimestamp();
    private TimeSpan _leasedFor = TimeSpan.Zero;
    private int _returns;
    private long _recall;
    private volatile bool _recalled;
    private bool _goesWithout;

    /// <summary>Stands for the endpoint on this silo, where its name would be too long.</summary>
    public int Number { get; init; }

    /// <summary>What this silo knows of the endpoint.</summary>
    public EndpointStats Stats { get; } = new(endpoint, new Circuit(time, draw), time);

    /// <summary>Whether the lease ought to be renewed: two thirds of it are gone, the grain calls it back, or the vendor told what the other silos ought to know.</summary>
    public bool WantsLease => _recalled || time.GetElapsedTime(_leasedAt) >= _leasedFor * (2.0 / 3.0) || Stats.Limiter.HasNews;

    /// <summary>How long it has waited for its first lease; zero when it has had one.</summary>
    public TimeSpan AwaitedFor => Leased ? TimeSpan.Zero : time.GetElapsedTime(_leasedAt);

    private bool Leased => _leasedFor > TimeSpan.Zero;

    /// <summary>
    /// Holds to a second's worth of the endpoint's rates until the first lease is here. Of its places it takes none meanwhile where a
    /// lease is on its way: those may all be others'. Otherwise it takes them all.
    /// </summary>
    /// <param name="limits">The endpoint's whole limits.</param>
    /// <param name="comes">Whether somebody asks for leases.</param>
    public void AwaitLease(EndpointLimits limits, bool comes = false)
    {
        Stats.Limiter.Await(limits);
        if (!Leased)
        {
            Stats.ConcurrencyLimit = comes && !_goesWithout && limits.Concurrency is not null ? 0 : limits.Concurrency;
        }
    }

    /// <summary>No lease can be had: until one is, holds to the whole limits, which are the vendor's. Does nothing to a gate that has had one.</summary>
    public void GoWithoutLease(EndpointLimits limits)
    {
        _goesWithout = true;
        AwaitLease(limits);
    }

    /// <summary>The grain calls all leases back. A call that was heard before is none.</summary>
    public void Recall(long number)
    {
        if (number != 0 && number != _recall)
        {
            _recall = number;
            _recalled = true;
        }
    }

    /// <summary>
    /// The engine's worker had no place for a request of this silo: its part is no more than what it has there now. The next look at
    /// the parts, a tenth of a second later, sets it anew.
    /// </summary>
    public void PlacesAreTaken()
    {
        Stats.ConcurrencyLimit = Math.Max(0, Stats.InFlight - 1);
        Stats.CountTurnedAway();
    }

    /// <summary>Holds to this silo's part of an engine's places, which the engine's own worker guards. A larger one is news to those who wait.</summary>
    public void Share(int? places)
    {
        var before = Stats.ConcurrencyLimit;
        Stats.ConcurrencyLimit = places;
        if (before is not null && !(places <= before))
        {
            Stats.PlaceFreed?.Invoke(Stats.Endpoint);
        }
    }

    /// <summary>Begins slowly when the engine has come back since the last call.</summary>
    public void Follow(int returns)
    {
        if (returns != _returns)
        {
            _returns = returns;
            Stats.Circuit.StartAnew();
        }
    }

    /// <summary>What this silo needs of the endpoint, for its next lease. What was learned since the last call is told once.</summary>
    public EndpointDemand Demand()
    {
        var away = Stats.TurnedAwayPerSecond;
        var requests = 60 * (Stats.RequestsPerSecond + away);
        var each = Stats.TokensOfRequest is > 0 and var measured ? measured : AssumedTokens;
        var (ofRequests, ofTokens) = Stats.Limiter.Report(requests, requests * each);
        var peak = Stats.TakePeak();
        return new EndpointDemand
        {
            InFlight = Stats.InFlight,
            Concurrency = Leased ? Stats.ConcurrencyLimit : null,
            // Twice as many under pressure: how long those turned away would have stayed is not known.
            ConcurrencyWanted = peak + (away > 0 ? Math.Max(1, peak) : 0),
            Requests = ofRequests,
            Tokens = ofTokens,
        };
    }

    /// <summary>
    /// Takes a new lease. One that runs out is kept at its last figure while the grain cannot be reached: the limits are the
    /// vendor's, who refuses what is too much, and refusing everything ourselves would be worse.
    /// </summary>
    public void Take(EndpointLease lease)
    {
        Stats.ConcurrencyLimit = lease.Concurrency;
        Stats.Limiter.Take(lease.Requests, lease.Tokens);
        _recalled = false;
        _leasedFor = lease.Duration;
        _leasedAt = time.GetTimestamp();
        if (lease.CoolingFor > TimeSpan.Zero)
        {
            Stats.Circuit.CoolDown(lease.CoolingFor);
        }
    }

    /// <summary>Lets a request through, or says why not. One that is turned away for the limits counts as demand.</summary>
    /// <param name="probe">Whether it is the circuit's probe.</param>
    /// <param name="taken">What it was charged.</param>
    /// <param name="charge">What it may take of the tokens.</param>
    public GateRefusal TryEnter(out bool probe, out RateCharge taken, RateCharge charge = default)
    {
        taken = charge;
        if (!Stats.Circuit.TryEnter(out probe))
        {
            return GateRefusal.Unhealthy;
        }

        if (Stats.Limiter.TryTake(charge, out taken))
        {
            if (Stats.TryEnter())
            {
                return GateRefusal.None;
            }

            Stats.Limiter.GiveBack(taken);
        }

        Stats.Circuit.Forget(probe);
        Stats.CountTurnedAway();
        return GateRefusal.Full;
    }
}
