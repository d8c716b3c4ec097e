using Mesh.Contracts.Cluster;
using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Hosting;
using Mesh.Grains.Workers;
using Mesh.Routing.Health;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Fabric;

/// <summary>Reads what this silo has to tell, from those who know it.</summary>
public sealed class OwnRows(
    ILocalSiloDetails silo, IOptions<MeshSiloOptions> options, CatalogView views, SiloPressure pressure, SiloState state, EndpointGates gates, ILocalEngines engines, EndpointAuthorities authorities, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>This silo's address with its generation.</summary>
    public string Silo { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>All of them now.</summary>
    internal FabricRows Read() => new(Self(), [.. gates.All.Select(Report)], engines.Reports, authorities.Read())
    {
        Demands = views.Demands.Select(d => d.Value.Read(d.Key)).OfType<DemandReport>(),
    };

    /// <summary>What it tells of itself.</summary>
    public SiloReport Self() => new()
    {
        Name = silo.Name,
        Role = options.Value.Role,
        Node = options.Value.Node,
        Revision = views.Current.Revision,
        IsDraining = state.IsDraining,
        InFlight = pressure.UnderWay,
        StartedAt = _started,
    };

    internal static GateReport Report(EndpointGate gate)
    {
        var stats = gate.Stats;
        return new GateReport(
            stats.Endpoint,
            stats.InFlight,
            stats.Work.Unread,
            (float)stats.RequestsPerSecond,
            (float)stats.TokensPerSecond,
            (float)stats.ErrorShare,
            (float)stats.FirstTokenSeconds,
            (float)stats.TokenSeconds,
            stats.Circuit.State,
            stats.Circuit.Cause,
            gate.Number,
            stats.Work.Held,
            stats.Work.Prompts);
    }
}
