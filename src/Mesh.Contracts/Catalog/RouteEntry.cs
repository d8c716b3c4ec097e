using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Catalog;

/// <summary>A name that callers ask for, and how it is answered.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouteEntry")]
public sealed record RouteEntry
{
    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>How the model is picked.</summary>
    /// <value>Balanced.</value>
    [Id(1)] public Prefer Prefer { get; init; } = Prefer.Balanced;

    /// <summary>How the endpoint of the picked model is chosen.</summary>
    /// <value>Least load.</value>
    [Id(2)] public Balance Balance { get; init; } = Balance.LeastLoad;

    /// <summary>Model or endpoint names, or patterns with <c>*</c>, that may answer.</summary>
    [Id(3)] public IReadOnlyList<string> Candidates { get; init; } = ["*"];

    /// <summary>Model, endpoint or pattern names tried in this order when no candidate answers.</summary>
    [Id(4)] public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>Longest time for an answer; null for the mesh's default.</summary>
    [Id(5)] public TimeSpan? Deadline { get; init; }

    /// <summary>Highest expected cost of one request in USD; candidates above it are left out. Null for none.</summary>
    [Id(6)] public decimal? MaxCostUsd { get; init; }

    /// <summary>Lowest mean quality of a candidate, 0 to 1; null for none.</summary>
    [Id(7)] public double? MinQuality { get; init; }

    /// <summary>The class of its requests.</summary>
    /// <value>Standard.</value>
    [Id(9)] public WorkClass Class { get; init; } = WorkClass.Standard;

    /// <summary>What becomes of an answer that breaks off after its first content, where the caller understands it.</summary>
    /// <value>Stop.</value>
    [Id(8)] public OnInterruption OnInterruption { get; init; }

    /// <summary>Which answers are kept and given again; null for none.</summary>
    [Id(20)] public CachePolicy? Cache { get; init; }

    /// <summary>Rules that answer without a model, looked at in this order before anything else.</summary>
    [Id(21)] public IReadOnlyList<AnswerRule> Answers { get; init; } = [];
}
