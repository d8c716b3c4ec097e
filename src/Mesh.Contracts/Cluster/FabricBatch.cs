using System.Collections.Immutable;

namespace Mesh.Contracts.Cluster;

/// <summary>
/// Rows of one silo. Values are absolute, so a batch that is lost or comes twice does no harm; one that is not newer than what is known
/// is left. A batch without rows is the sign that the silo lives.
/// </summary>
[GenerateSerializer, Immutable, Alias("mesh.FabricBatch")]
public sealed record FabricBatch
{
    /// <summary>The silo's address with its generation: a silo that starts again is another one.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>Counts the silo's batches, from 1.</summary>
    [Id(1)] public long Sequence { get; init; }

    /// <summary>Whether these are all its rows: rows that are not here are gone.</summary>
    [Id(2)] public bool IsWhole { get; init; }

    /// <summary>The silo itself; null when nothing changed.</summary>
    [Id(3)] public SiloReport? Self { get; init; }

    /// <summary>Its gates that changed more than their load, which is told once a second at most.</summary>
    [Id(4)] public ImmutableArray<GateReport> Gates { get; init; } = [];

    /// <summary>Its node's engines that changed.</summary>
    [Id(5)] public ImmutableArray<EngineReport> Engines { get; init; } = [];

    /// <summary>The load of its other gates where that changed.</summary>
    [Id(7)] public ImmutableArray<GateLoad> Loads { get; init; } = [];

    /// <summary>The endpoint grains on it that changed.</summary>
    [Id(6)] public ImmutableArray<AuthorityReport> Authorities { get; init; } = [];

    /// <summary>What its requests lately took of models' engines, told once a second.</summary>
    [Id(8)] public ImmutableArray<DemandReport> Demands { get; init; } = [];
}
