namespace Mesh.Contracts.Endpoints;

/// <summary>One of an endpoint's limits by the minute as a silo sees it.</summary>
/// <param name="Limit">What all silos together may take in a minute.</param>
/// <param name="PerMinute">What this silo may take in a minute.</param>
/// <param name="Left">What this silo may take at once now; negative is owed.</param>
/// <param name="Source">Where the limit comes from.</param>
[GenerateSerializer, Immutable, Alias("mesh.RateStatus")]
public sealed record RateStatus([property: Id(0)] double Limit, [property: Id(1)] double PerMinute, [property: Id(2)] double Left, [property: Id(3)] LimitSource Source);
