namespace Mesh.Contracts.Catalog;

/// <summary>The learned router, and what is recorded to learn it from.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouterPolicy")]
public sealed record RouterPolicy
{
    /// <summary>Path of the trained router on each silo; null for none.</summary>
    [Id(0)] public string? Artifact { get; init; }

    /// <summary>What it may do.</summary>
    /// <value>Shadow.</value>
    [Id(1)] public RouterMode Mode { get; init; }

    /// <summary>Share of the decisions that may go to another model than the best, 0 to 0.2.</summary>
    [Id(2)] public double Explore { get; init; } = 0.02;

    /// <summary>Whether hashes of prompts are kept beside what was said of their answers.</summary>
    /// <value>No.</value>
    [Id(3)] public bool Record { get; init; }

    /// <summary>How long an outcome is kept.</summary>
    [Id(4)] public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Tenants of whose requests nothing is recorded.</summary>
    [Id(5)] public IReadOnlyList<string> Except { get; init; } = [];
}
