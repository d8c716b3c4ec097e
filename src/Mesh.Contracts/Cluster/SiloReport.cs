namespace Mesh.Contracts.Cluster;

/// <summary>What a silo tells of itself. Absolute values, written by it alone.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SiloReport")]
public sealed record SiloReport
{
    /// <summary>The silo's name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it is there for.</summary>
    [Id(1)] public SiloRole Role { get; init; }

    /// <summary>Its node.</summary>
    [Id(2)] public required string Node { get; init; }

    /// <summary>The revision of the catalogue that it runs: this is its acknowledgement.</summary>
    [Id(3)] public long Revision { get; init; }

    /// <summary>Whether it takes no new work and is about to leave.</summary>
    [Id(4)] public bool IsDraining { get; init; }

    /// <summary>Requests of callers under way.</summary>
    [Id(5)] public int InFlight { get; init; }

    /// <summary>When it started.</summary>
    [Id(6)] public DateTimeOffset StartedAt { get; init; }
}
