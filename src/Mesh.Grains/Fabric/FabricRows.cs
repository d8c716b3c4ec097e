using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>All that a silo has to tell at one moment.</summary>
/// <param name="Self">Of itself.</param>
/// <param name="Gates">Of its gates.</param>
/// <param name="Engines">Of its node's engines.</param>
/// <param name="Authorities">Of the endpoint grains on it, each with a number that rises when it changes.</param>
internal sealed record FabricRows(SiloReport Self, IReadOnlyList<GateReport> Gates, IReadOnlyList<EngineReport> Engines, IReadOnlyList<(long Change, AuthorityReport Report)> Authorities)
{
    /// <summary>What its requests lately took of models' engines; worked out when somebody looks.</summary>
    public IEnumerable<DemandReport> Demands { get; init; } = [];
}
