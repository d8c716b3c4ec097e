using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;

namespace Mesh.Contracts.Routing;

/// <summary>What became of a request that went by a decision.</summary>
[GenerateSerializer, Immutable, Alias("mesh.DecisionOutcome")]
public sealed record DecisionOutcome
{
    private static readonly TokenUsage s_none = new();

    /// <summary>What it ended by, from the closed list of errors, or <c>cancelled</c>; null for a whole answer.</summary>
    [Id(0)] public string? Error { get; init; }

    /// <summary>Tokens that it took.</summary>
    [Id(1)] public TokenUsage Usage { get; init; } = s_none;

    /// <summary>What they cost in USD.</summary>
    [Id(2)] public decimal CostUsd { get; init; }

    /// <summary>Whether the price or the count is an estimate.</summary>
    [Id(3)] public bool CostEstimated { get; init; }

    /// <summary>From the request to its end.</summary>
    [Id(4)] public TimeSpan Duration { get; init; }

    /// <summary>From the last attempt's begin to its first content; null where there was none.</summary>
    [Id(5)] public TimeSpan? FirstToken { get; init; }

    /// <summary>Attempts that it took.</summary>
    [Id(6)] public int Attempts { get; init; }

    /// <summary>Each endpoint that failed or refused before, in order.</summary>
    [Id(7)] public IReadOnlyList<FailedCandidate> Failed { get; init; } = [];

    /// <summary>Whether a simulated model answered.</summary>
    [Id(8)] public bool Simulated { get; init; }

    /// <summary>What the nodes of the plan did; null where one model was asked.</summary>
    [Id(50)] public NodeReport? Plan { get; init; }
}
