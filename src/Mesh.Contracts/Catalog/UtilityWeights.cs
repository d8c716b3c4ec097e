namespace Mesh.Contracts.Catalog;

/// <summary>
/// What a model's merits weigh against each other: utility = quality x <paramref name="Quality"/> - cost x <paramref name="Cost"/> -
/// seconds x <paramref name="Seconds"/> - risk x <paramref name="Risk"/>, cost and seconds as shares of the dearest and slowest candidate.
/// </summary>
/// <param name="Quality">For quality on the request's task, 0 to 1.</param>
/// <param name="Cost">For expected cost.</param>
/// <param name="Seconds">For predicted time.</param>
/// <param name="Risk">For the share of failures lately.</param>
[GenerateSerializer, Immutable, Alias("mesh.UtilityWeights")]
public sealed record UtilityWeights([property: Id(0)] double Quality, [property: Id(1)] double Cost, [property: Id(2)] double Seconds, [property: Id(3)] double Risk);
