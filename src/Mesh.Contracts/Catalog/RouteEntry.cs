using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Plans;
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

    /// <summary>Rules that are looked at in this order before candidates are chosen; the first whose condition holds decides.</summary>
    [Id(10)] public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>What quality, cost, time and risk weigh; null for what <see cref="Prefer"/> says.</summary>
    [Id(11)] public UtilityWeights? Weights { get; init; }

    /// <summary>Largest share of the route's requests that one vendor may have over the last ten minutes, above 0 and up to 1; null for none.</summary>
    [Id(12)] public double? MaxVendorShare { get; init; }

    /// <summary>Largest share of what the route cost in the last ten minutes that one vendor may have, above 0 and up to 1; null for none.</summary>
    [Id(40)] public double? MaxVendorSpend { get; init; }

    /// <summary>Longest predicted time of a whole answer; candidates above it are left out. Null for none.</summary>
    [Id(13)] public TimeSpan? MaxTime { get; init; }

    /// <summary>Which answers are kept and given again; null for none.</summary>
    [Id(20)] public CachePolicy? Cache { get; init; }

    /// <summary>Rules that answer without a model, looked at in this order before anything else.</summary>
    [Id(21)] public IReadOnlyList<AnswerRule> Answers { get; init; } = [];

    /// <summary>Whether a second endpoint of the model may be asked beside one that is late with its first content.</summary>
    /// <value>No: it costs a prompt more.</value>
    [Id(30)] public bool Hedge { get; init; }

    /// <summary>The tree of nodes that answers; null where one of <see cref="Candidates"/> does. Its leaves' candidates stand in <see cref="Candidates"/> too.</summary>
    [Id(50)] public NodeEntry? Plan { get; init; }

    /// <summary>Most tokens, of prompts and answers, that all calls of a plan take together; null for no bound. Holds for routes with a <see cref="Plan"/>.</summary>
    [Id(51)] public int? MaxTokens { get; init; }
}
