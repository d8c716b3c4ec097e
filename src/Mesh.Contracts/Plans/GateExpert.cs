using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>An expert of a gate. Its score is <see cref="Weight"/> times what the likely classes of the request are worth to it, where <see cref="Condition"/> holds, and 0 elsewhere.</summary>
/// <param name="Name">How reports and other nodes call it.</param>
/// <param name="Node">Who answers.</param>
[GenerateSerializer, Immutable, Alias("mesh.GateExpert")]
public sealed record GateExpert([property: Id(0)] string Name, [property: Id(1)] NodeEntry Node)
{
    /// <summary>What it is good at, for a splitter that chooses; empty for its classes of tasks.</summary>
    [Id(2)] public string About { get; init; } = "";

    /// <summary>What each class of task is worth to it, 0 to 1; empty where the condition alone decides.</summary>
    [Id(3)] public IReadOnlyDictionary<string, double> Tasks { get; init; } = new Dictionary<string, double>();

    /// <summary>The condition as written; empty for none.</summary>
    [Id(4)] public string When { get; init; } = "";

    /// <summary>It, read; null for none.</summary>
    [Id(5)] public RuleExpression? Condition { get; init; }

    /// <summary>By what its score is multiplied.</summary>
    [Id(6)] public double Weight { get; init; } = 1;
}
