using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;

namespace Mesh.Grains.Fabric;

/// <summary>The cluster as this silo knows it, itself included: for people who look at it.</summary>
public sealed class ClusterFigures(FabricTable table, OwnRows own, EndpointGates gates)
{
    /// <summary>This silo's address with its generation.</summary>
    public string Asked => own.Silo;

    /// <summary>All silos that are heard of, by name.</summary>
    public IReadOnlyList<PeerSilo> Silos() =>
        [.. table.Silos.Append(new PeerSilo(own.Silo, own.Self(), TimeSpan.Zero, table.EnginesOf(own.Silo))).OrderBy(s => s.Report.Name, StringComparer.Ordinal).ThenBy(s => s.Address, StringComparer.Ordinal)];

    /// <summary>What each silo's gate has at an endpoint, this silo's first.</summary>
    public IReadOnlyList<GateReport> GatesAt(string endpoint) => [OwnRows.Report(gates[endpoint]), .. table.GatesAt(endpoint)];

    /// <summary>What all gates of an endpoint have together.</summary>
    public static EndpointLoad Sum(IReadOnlyList<GateReport> gates)
    {
        var requests = gates.Sum(g => (double)g.RequestsPerSecond);
        return new EndpointLoad(
            gates.Count,
            gates.Sum(g => g.InFlight),
            gates.Sum(g => g.PrefillTokens),
            requests,
            gates.Sum(g => (double)g.TokensPerSecond),
            ErrorShare(gates, requests),
            gates.Count(g => g.Circuit != CircuitState.Closed));
    }

    // By what each silo sends now; where nobody does, the worst that any has seen in the last minute.
    private static double ErrorShare(IReadOnlyList<GateReport> gates, double requests) =>
        requests > 0 ? gates.Sum(g => (double)g.ErrorShare * g.RequestsPerSecond) / requests : gates.Max(g => (double)g.ErrorShare);
}
