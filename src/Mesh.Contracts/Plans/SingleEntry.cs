using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Plans;

/// <summary>One model answers: the best of some candidates, or whoever answers another route.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SingleEntry")]
public sealed record SingleEntry : NodeEntry
{
    /// <summary>Model or endpoint names, or patterns with <c>*</c>, that may answer; empty where <see cref="Route"/> says who.</summary>
    [Id(0)] public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>The route that answers, by its own rules and plan; null where <see cref="Candidates"/> say who.</summary>
    [Id(1)] public string? Route { get; init; }

    /// <summary>How the model is picked; null for what the plan's route says.</summary>
    [Id(2)] public Prefer? Prefer { get; init; }

    /// <summary>Longest answer in tokens; null for the caller's bound alone.</summary>
    [Id(3)] public int? MaxOutputTokens { get; init; }

    /// <inheritdoc/>
    public override string Kind => "single";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [];
}
