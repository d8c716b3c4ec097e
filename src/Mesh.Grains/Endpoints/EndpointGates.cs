using System.Collections.Concurrent;
using Mesh.Routing.Health;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Endpoints;

/// <summary>The gates of this silo, one for each endpoint of the catalogue; a gate outlives revisions that keep its endpoint.</summary>
public sealed class EndpointGates(TimeProvider time, Func<double> draw)
{
    private readonly ConcurrentDictionary<string, EndpointGate> _gates = new(StringComparer.OrdinalIgnoreCase);

    private int _numbers;

    /// <summary>Told of the endpoint at which a place came back; null while nobody wants to know.</summary>
    public Action<string>? PlaceFreed { get; set; }

    /// <summary>Whether somebody asks for leases, so that gates wait for their first one.</summary>
    public bool LeasesCome { get; set; }

    /// <summary>All gates.</summary>
    public ICollection<EndpointGate> All => _gates.Values;

    /// <summary>The gate of an endpoint, made when it is new.</summary>
    public EndpointGate this[string endpoint] => _gates.GetOrAdd(endpoint, name => new EndpointGate(name, time, draw) { Number = Interlocked.Increment(ref _numbers), Stats = { PlaceFreed = freed => PlaceFreed?.Invoke(freed) } });

    /// <summary>The statistics of an endpoint.</summary>
    public EndpointStats StatsOf(string endpoint) => this[endpoint].Stats;

    /// <summary>Keeps a gate for each endpoint of the catalogue and forgets the others.</summary>
    public void Keep(IReadOnlyDictionary<string, ServedEndpoint> endpoints)
    {
        foreach (var name in _gates.Keys.Where(n => !endpoints.ContainsKey(n)))
        {
            _gates.TryRemove(name, out _);
        }

        foreach (var (name, served) in endpoints)
        {
            // An engine's places are its worker's to guard; there is no lease on them.
            if (served.Engine is null)
            {
                this[name].AwaitLease(served.Entry.Limits, LeasesCome);
            }
            else
            {
                this[name].Stats.ConcurrencyLimit ??= served.EngineConcurrency;
            }
        }
    }
}
