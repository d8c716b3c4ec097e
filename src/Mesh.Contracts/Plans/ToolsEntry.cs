namespace Mesh.Contracts.Plans;

/// <summary>A node that may call tools: those of servers are called by the mesh, and it is asked again with their results; those of the caller are the caller's to call.</summary>
/// <param name="Of">Who answers.</param>
/// <param name="Servers">The servers whose tools it is offered.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolsEntry")]
public sealed record ToolsEntry([property: Id(0)] NodeEntry Of, [property: Id(1)] IReadOnlyList<ToolSource> Servers) : NodeEntry
{
    /// <summary>Most servers of one node.</summary>
    public const int MostServers = 16;

    /// <summary>Most rounds of calls.</summary>
    public const int MostRounds = 32;

    /// <summary>Most calls in all.</summary>
    public const int MostCalls = 256;

    /// <summary>Most calls at one moment.</summary>
    public const int MostParallel = 16;

    /// <summary>Rounds in which tools are called; after them it is asked once more, to answer without.</summary>
    [Id(2)] public int Rounds { get; init; } = 8;

    /// <summary>Calls of tools in all.</summary>
    [Id(3)] public int Calls { get; init; } = 32;

    /// <summary>Calls at one moment.</summary>
    [Id(4)] public int Parallel { get; init; } = 4;

    /// <summary>Calls that may fail; with one more the node fails.</summary>
    [Id(5)] public int Errors { get; init; } = 6;

    /// <summary>Longest time to the first content of the answer, all rounds included; null for what the plan has.</summary>
    [Id(6)] public TimeSpan? Within { get; init; }

    /// <summary>Most USD of all its calls of models; null for what the plan has.</summary>
    [Id(7)] public decimal? MaxCostUsd { get; init; }

    /// <summary>Most tokens of all its calls of models; null for what the plan has.</summary>
    [Id(8)] public long? MaxTokens { get; init; }

    /// <inheritdoc/>
    public override string Kind => "tools";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [Of];
}
