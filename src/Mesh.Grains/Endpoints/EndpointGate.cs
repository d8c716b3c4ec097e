using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;

namespace Mesh.Grains.Endpoints;

/// <summary>Admits requests to one endpoint on this silo, from the lease that the endpoint's grain granted. No hop on the way.</summary>
public sealed class EndpointGate(string endpoint, TimeProvider time, Func<double>? draw = null)
{
    private long _leasedAt = time.GetTimestamp();
    private TimeSpan _leasedFor = TimeSpan.Zero;

    /// <summary>What this silo knows of the endpoint.</summary>
    public EndpointStats Stats { get; } = new(endpoint, new Circuit(time, draw));

    /// <summary>Whether the lease ought to be renewed: two thirds of it are gone.</summary>
    public bool WantsLease => time.GetElapsedTime(_leasedAt) >= _leasedFor * (2.0 / 3.0);

    /// <summary>Holds to the endpoint's whole limit until the first lease is here.</summary>
    public void AwaitLease(int? limit)
    {
        if (_leasedFor == TimeSpan.Zero)
        {
            Stats.ConcurrencyLimit = limit;
        }
    }

    /// <summary>
    /// Takes a new lease. One that runs out is kept at its last figure while the grain cannot be reached: the limits are the
    /// vendor's, who refuses what is too much, and refusing everything ourselves would be worse.
    /// </summary>
    public void Take(EndpointLease lease)
    {
        Stats.ConcurrencyLimit = lease.Concurrency;
        _leasedFor = lease.Duration;
        _leasedAt = time.GetTimestamp();
        if (lease.CoolingFor > TimeSpan.Zero)
        {
            Stats.Circuit.CoolDown(lease.CoolingFor);
        }
    }

    /// <summary>Lets a request through, or says why not.</summary>
    /// <param name="probe">Whether it is the circuit's probe.</param>
    public GateRefusal TryEnter(out bool probe)
    {
        if (!Stats.Circuit.TryEnter(out probe))
        {
            return GateRefusal.Unhealthy;
        }

        if (Stats.TryEnter())
        {
            return GateRefusal.None;
        }

        Stats.Circuit.Forget(probe);
        return GateRefusal.Full;
    }
}
