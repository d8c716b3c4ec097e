using System.Collections.Concurrent;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Engines;

namespace Mesh.Grains.Fabric;

/// <summary>
/// What the other silos told this one. Kept in memory by silo; a silo that is not heard of for <see cref="SuspectAfter"/> is
/// suspected, and after <see cref="OutAfter"/> its rows are gone until it tells again. Safe from any thread; reading takes no lock.
/// </summary>
public sealed class FabricTable(LiveEngines engines, TimeProvider time)
{
    /// <summary>Silence after which a silo's engines are asked last and its load no longer counts.</summary>
    public static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which it is out.</summary>
    public static readonly TimeSpan OutAfter = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, PeerRows> _peers = new();

    /// <summary>The engines of all nodes.</summary>
    public LiveEngines Engines => engines;

    /// <summary>The other silos that are heard of and told who they are.</summary>
    public IReadOnlyList<PeerSilo> Silos =>
        [.. _peers.Values.Where(p => p.Self is not null).Select(p => new PeerSilo(p.Silo, p.Self!, Age(p), EnginesOf(p.Silo)))];

    /// <summary>The engines that a silo told of, as they are now.</summary>
    public IReadOnlyList<EngineReport> EnginesOf(string silo) => [.. engines.Of(silo).Select(Now).OrderBy(e => e.Engine, StringComparer.Ordinal)];

    /// <summary>Takes a batch in. Rows that are not newer than what is known are left.</summary>
    /// <returns>Whether rows may be missing, since the silo's whole rows never came: they are to be asked for.</returns>
    public bool Take(FabricBatch batch, int generation)
    {
        lock (_lock)
        {
            var peer = _peers.GetOrAdd(batch.Silo, silo => new PeerRows(silo, generation));
            foreach (var report in peer.Take(batch, time.GetTimestamp()))
            {
                engines.Take(peer.Silo, peer.Generation, report);
            }

            if (batch.IsWhole)
            {
                engines.Lose(peer.Silo, e => !peer.Knows(e.Name));
            }

            return !peer.IsWhole;
        }
    }

    /// <summary>A silo is dead, or has said that it goes.</summary>
    public void Remove(string silo)
    {
        lock (_lock)
        {
            if (_peers.TryRemove(silo, out _))
            {
                engines.Lose(silo);
            }
        }
    }

    /// <summary>Looks at the ages of all; ten times a second.</summary>
    public void Look()
    {
        lock (_lock)
        {
            foreach (var peer in _peers.Values)
            {
                if (Age(peer) > OutAfter)
                {
                    Remove(peer.Silo);
                }
                else
                {
                    engines.Suspect(peer.Silo, Age(peer) > SuspectAfter);
                }
            }

            engines.Forget();
        }
    }

    /// <summary>The gates that other silos have at an endpoint, of those silos that are heard of.</summary>
    public IEnumerable<GateReport> GatesAt(string endpoint) =>
        from peer in _peers.Values
        where Age(peer) <= SuspectAfter
        let gate = peer.Gate(endpoint)
        where gate is not null
        select gate.Value;

    /// <summary>What the other silos that are heard of have under way, by endpoint.</summary>
    internal Dictionary<string, PeerWork> Work()
    {
        var sums = new Dictionary<string, PeerWork>(StringComparer.OrdinalIgnoreCase);
        foreach (var peer in _peers.Values.Where(p => Age(p) <= SuspectAfter))
        {
            foreach (var gate in peer.Gates)
            {
                var sum = sums.GetValueOrDefault(gate.Endpoint);
                sums[gate.Endpoint] = new PeerWork(sum.InFlight + gate.InFlight, sum.Unread + gate.PrefillTokens, sum.Held + gate.HeldTokens, sum.Prompts + gate.Prompts);
            }
        }

        return sums;
    }

    /// <summary>What the other silos that are heard of lately took of models' engines, by model.</summary>
    internal ILookup<string, DemandReport> Demands() =>
        _peers.Values.Where(p => Age(p) <= SuspectAfter).SelectMany(p => p.Demands).ToLookup(d => d.Model, StringComparer.OrdinalIgnoreCase);

    /// <summary>Other silos that open doors and are heard of.</summary>
    public int Edges => _peers.Values.Count(p => Age(p) <= SuspectAfter && p.Self is { IsDraining: false } self && self.Role.HasFlag(SiloRole.Edge));

    private static EngineReport Now(LiveEngine engine) => engine.Report with { State = engine.State, Reason = engine.Reason };

    private TimeSpan Age(PeerRows peer) => time.GetElapsedTime(peer.HeardAt);
}
