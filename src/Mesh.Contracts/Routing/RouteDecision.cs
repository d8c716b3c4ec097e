using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Routing;

/// <summary>What was chosen, what else was possible, and why.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouteDecision")]
public sealed record RouteDecision
{
    /// <summary>Unique id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The name that was asked for.</summary>
    [Id(1)] public required string Route { get; init; }

    /// <summary>Catalogue revision that was looked at.</summary>
    [Id(2)] public required long Revision { get; init; }

    /// <summary>How the model was picked.</summary>
    [Id(3)] public required Prefer Prefer { get; init; }

    /// <summary>How its endpoint was chosen.</summary>
    [Id(4)] public required Balance Balance { get; init; }

    /// <summary>Every candidate: first those that may serve, in the order in which they are asked, then those left out.</summary>
    [Id(5)] public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>How many of <see cref="Candidates"/> may serve.</summary>
    [Id(6)] public required int Eligible { get; init; }

    /// <summary>Longest time for the answer.</summary>
    [Id(7)] public required TimeSpan Deadline { get; init; }
}

/// <summary>One endpoint under consideration.</summary>
[GenerateSerializer, Immutable, Alias("mesh.Candidate")]
public readonly record struct Candidate
{
    /// <summary>Endpoint name.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>Model name.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>Why it was left out; <see cref="Exclusion.None"/> when it may serve.</summary>
    [Id(2)] public Exclusion Excluded { get; init; }

    /// <summary>What it was ranked by; higher is better. Comparable inside one decision only.</summary>
    [Id(3)] public double Score { get; init; }

    /// <summary>Mean quality, 0 to 1.</summary>
    [Id(4)] public double Quality { get; init; }

    /// <summary>Expected cost in USD.</summary>
    [Id(5)] public double CostUsd { get; init; }

    /// <summary>Predicted time in seconds.</summary>
    [Id(6)] public double Seconds { get; init; }

    /// <summary>Share of its capacity in use, 0 to 1 and above.</summary>
    [Id(7)] public double Load { get; init; }

    /// <summary>Whether <see cref="CostUsd"/> rests on a default price.</summary>
    [Id(8)] public bool CostEstimated { get; init; }
}

/// <summary>Why an endpoint was left out.</summary>
public enum Exclusion
{
    /// <summary>It may serve.</summary>
    None,

    /// <summary>The model cannot take or give what is needed.</summary>
    Capability,

    /// <summary>The prompt and answer do not fit its context.</summary>
    ContextLength,

    /// <summary>The model is not approved.</summary>
    Lifecycle,

    /// <summary>Its circuit is open or it cools down.</summary>
    Unhealthy,

    /// <summary>It is full.</summary>
    Full,

    /// <summary>Its expected cost is over the ceiling.</summary>
    Cost,

    /// <summary>Its quality is under the floor.</summary>
    Quality,
}
