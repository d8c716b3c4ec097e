namespace Mesh.Contracts.Spending;

/// <summary>What was spent on a day.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="NanoUsd">In billionths of a USD.</param>
[GenerateSerializer, Immutable, Alias("mesh.DaySpend")]
public readonly record struct DaySpend([property: Id(0)] DateOnly Day, [property: Id(1)] long NanoUsd);
