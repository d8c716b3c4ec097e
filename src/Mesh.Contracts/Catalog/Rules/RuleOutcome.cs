namespace Mesh.Contracts.Catalog.Rules;

/// <summary>What follows when a rule's condition holds.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RuleOutcome")]
public sealed record RuleOutcome
{
    /// <summary>The route, model or endpoint that answers instead; null for the route itself.</summary>
    [Id(0)] public string? Route { get; init; }

    /// <summary>Names and patterns of the only candidates that may serve, fallbacks included; empty for all.</summary>
    [Id(1)] public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Names and patterns of candidates that may not serve, fallbacks included.</summary>
    [Id(2)] public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>How the model is picked; null for the route's way. What the caller asks for goes first.</summary>
    [Id(3)] public Prefer? Prefer { get; init; }

    /// <summary>What quality, cost, time and risk weigh; null for what the preference says. What the caller asks for goes first.</summary>
    [Id(4)] public UtilityWeights? Weights { get; init; }

    /// <summary>What a refused caller is told; null where nothing is refused.</summary>
    [Id(5)] public string? Refuse { get; init; }
}
