using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Plans;

/// <summary>One of several nodes answers, chosen for each request by what quality, cost and time it promises.</summary>
/// <param name="Options">The nodes, in order; of equals the earlier is chosen.</param>
[GenerateSerializer, Immutable, Alias("mesh.SelectEntry")]
public sealed record SelectEntry([property: Id(0)] IReadOnlyList<SelectOption> Options) : NodeEntry
{
    /// <summary>Most options of one choice.</summary>
    public const int MostOptions = 16;

    /// <summary>What quality, cost, seconds and risk weigh; null for what the request's route and caller say.</summary>
    [Id(1)] public UtilityWeights? Weights { get; init; }

    /// <summary>The same in a word; null for none.</summary>
    [Id(2)] public Prefer? Prefer { get; init; }

    /// <inheritdoc/>
    public override string Kind => "select";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [.. Options.Select(o => o.Node)];
}
