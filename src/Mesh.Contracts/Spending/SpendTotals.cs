namespace Mesh.Contracts.Spending;

/// <summary>What a tenant has spent at all silos, as far as they have told.</summary>
/// <param name="Day">The day of the figures (UTC).</param>
/// <param name="DayNanoUsd">On that day, in billionths of a USD.</param>
/// <param name="MonthNanoUsd">In its month, that day with it.</param>
[GenerateSerializer, Immutable, Alias("mesh.SpendTotals")]
public sealed record SpendTotals([property: Id(0)] DateOnly Day, [property: Id(1)] long DayNanoUsd, [property: Id(2)] long MonthNanoUsd);
