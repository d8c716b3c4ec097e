namespace Mesh.Contracts.Endpoints;

/// <summary>A silo's share of one of an endpoint's limits by the minute.</summary>
/// <param name="Limit">What all silos together may take in a minute.</param>
/// <param name="PerMinute">What this silo may take in a minute.</param>
/// <param name="Fill">What a silo without a lease before may take at once, out of what nobody holds.</param>
/// <param name="Left">This silo's part of what the vendor has left; null when nobody told, or when it bounds nothing.</param>
/// <param name="HeldFor">How long the vendor takes nothing more; zero when it does.</param>
/// <param name="Source">Where the limit comes from.</param>
[GenerateSerializer, Immutable, Alias("mesh.RateLease")]
public sealed record RateLease(
    [property: Id(0)] double Limit,
    [property: Id(1)] double PerMinute,
    [property: Id(2)] double Fill = 0,
    [property: Id(3)] double? Left = null,
    [property: Id(4)] TimeSpan HeldFor = default,
    [property: Id(5)] LimitSource Source = LimitSource.Catalogue);
