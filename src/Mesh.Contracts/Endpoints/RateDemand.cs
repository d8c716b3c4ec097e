namespace Mesh.Contracts.Endpoints;

/// <summary>What a silo needs of one of an endpoint's limits by the minute, and what it learned of it.</summary>
/// <param name="Held">The share that is in force at the silo; null before its first.</param>
/// <param name="Wanted">What it took lately and would have taken, by the minute.</param>
/// <param name="Observed">What the vendor told since the last report.</param>
/// <param name="HeldFor">How long the vendor takes nothing more; zero when it does.</param>
[GenerateSerializer, Immutable, Alias("mesh.RateDemand")]
public readonly record struct RateDemand(
    [property: Id(0)] double? Held,
    [property: Id(1)] double Wanted,
    [property: Id(2)] ObservedRate Observed = default,
    [property: Id(3)] TimeSpan HeldFor = default);
