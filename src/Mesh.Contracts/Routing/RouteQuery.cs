using System.Collections.Immutable;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;

namespace Mesh.Contracts.Routing;

/// <summary>What a router needs to know of a request; no content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouteQuery")]
public sealed record RouteQuery
{
    /// <summary>Route, model or endpoint name.</summary>
    [Id(0)] public required string Target { get; init; }

    /// <summary>Names tried in this order after the target.</summary>
    [Id(1)] public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>What a model must be able to do.</summary>
    [Id(2)] public ModelCapabilities Needs { get; init; } = ModelCapabilities.Text;

    /// <summary>Upper bound of the prompt in tokens (a token is at least one byte).</summary>
    [Id(3)] public long InputTokensAtMost { get; init; }

    /// <summary>Expected prompt in tokens, from its bytes.</summary>
    [Id(4)] public long InputTokensExpected { get; init; }

    /// <summary>Longest answer wanted in tokens; null when open.</summary>
    [Id(5)] public int? MaxOutputTokens { get; init; }

    /// <summary>The caller's own preference; null for the route's.</summary>
    [Id(6)] public Prefer? Prefer { get; init; }

    /// <summary>The caller's own ceiling in USD; null for the route's.</summary>
    [Id(7)] public decimal? MaxCostUsd { get; init; }

    /// <summary>The caller's own class; null for the route's.</summary>
    [Id(8)] public WorkClass? Class { get; init; }

    /// <summary>Whether <see cref="Class"/> may be above the route's.</summary>
    [Id(9)] public bool MayRaiseClass { get; init; }

    /// <summary>Prompt in tokens that must fit whatever else is left out, for prompts that are made to fit the model; null where all of <see cref="InputTokensExpected"/> must.</summary>
    [Id(10)] public long? InputTokensNeeded { get; init; }

    /// <summary>Where a beginning of the prompt may still be cached; null for none.</summary>
    [Id(11)] public CacheAffinity? Affinity { get; init; }

    /// <summary>Data classes that the caller or the conversation says the request holds, such as <c>private</c>. What is detected comes to it.</summary>
    [Id(12)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The class of task that the caller says it is; null where the content tells.</summary>
    [Id(13)] public string? Task { get; init; }

    /// <summary>Whether somebody waits, as the caller says; null where its class of work tells.</summary>
    [Id(14)] public Urgency? Urgency { get; init; }

    /// <summary>Who asks; null when that is not known.</summary>
    [Id(15)] public RouteCaller? Caller { get; init; }

    /// <summary>The caller's own words for rules to read.</summary>
    [Id(16)] public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own deadline; null for the route's.</summary>
    [Id(17)] public TimeSpan? Deadline { get; init; }

    /// <summary>The caller's own weights; null for the route's.</summary>
    [Id(18)] public UtilityWeights? Weights { get; init; }

    /// <summary>What the content tells, where the router that decides has it. It does not leave the process.</summary>
    [field: NonSerialized]
    public IRequestSignals? Signals { get; init; }

    /// <summary>Hashes of the prompt's blocks, each standing for everything up to its end and for whose it is; empty where they are not known.</summary>
    [Id(31)] public ImmutableArray<ulong> Prefix { get; init; } = [];

    /// <summary>The leaf of a plan that asks: its candidates stand in place of those of <see cref="Target"/>, and no rules are looked at. Null for none.</summary>
    [Id(50)] public PlanLeaf? Leaf { get; init; }

    /// <summary>Endpoints that a rule of the plan's route has left out, which hold at its leaves too.</summary>
    [Id(51)] public IReadOnlyList<string> Without { get; init; } = [];
}
