namespace Mesh.Contracts.Plans;

/// <summary>A planner breaks a task into a graph of smaller ones, workers do each of them, and a synthesiser answers from their results.</summary>
[GenerateSerializer, Immutable, Alias("mesh.DecomposeEntry")]
public sealed record DecomposeEntry : NodeEntry
{
    /// <summary>Most tasks that a planner may be allowed.</summary>
    public const int MostTasks = 32;

    /// <summary>Most tasks that may be done at one moment.</summary>
    public const int MostParallel = 8;

    /// <summary>Breaks the task into smaller ones.</summary>
    [Id(0)] public required NodeEntry Planner { get; init; }

    /// <summary>Who does them, in the order in which they are asked; empty for the best of all models for each.</summary>
    [Id(1)] public IReadOnlyList<DecomposeWorker> Workers { get; init; } = [];

    /// <summary>Answers from their results; null for the planner.</summary>
    [Id(2)] public NodeEntry? Synthesiser { get; init; }

    /// <summary>Most tasks of one graph.</summary>
    [Id(3)] public int MaxTasks { get; init; } = 12;

    /// <summary>Longest chain of tasks that rest on each other.</summary>
    [Id(4)] public int LongestChain { get; init; } = 5;

    /// <summary>Most tasks at one moment.</summary>
    [Id(5)] public int Parallel { get; init; } = 4;

    /// <summary>How often a task that failed is given to another worker.</summary>
    [Id(6)] public int Retries { get; init; } = 1;

    /// <summary>Whether what is left is planned anew, once, when a task has failed for good.</summary>
    [Id(7)] public bool Replan { get; init; } = true;

    /// <inheritdoc/>
    public override string Kind => "decompose";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [Planner, .. Workers.Select(w => w.Node), .. Synthesiser is { } last ? [last] : Array.Empty<NodeEntry>()];
}
