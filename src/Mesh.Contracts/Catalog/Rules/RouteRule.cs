namespace Mesh.Contracts.Catalog.Rules;

/// <summary>One rule of a route. The first whose condition holds decides; later ones are not looked at.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouteRule")]
public sealed record RouteRule
{
    /// <summary>Name in decisions; the operator's own, or its place such as <c>rules[0]</c>.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The condition as it was written; empty for one that always holds.</summary>
    [Id(1)] public string When { get; init; } = "";

    /// <summary>The condition; null for one that always holds.</summary>
    [Id(2)] public RuleExpression? Condition { get; init; }

    /// <summary>What follows from it.</summary>
    [Id(3)] public RuleOutcome Then { get; init; } = new();
}
