namespace Mesh.Contracts.Endpoints;

/// <summary>How long something takes at an endpoint, in seconds.</summary>
/// <param name="Smoothed">Smoothed mean; 0 until measured.</param>
/// <param name="P50">Half of the last one to two minutes took at most this; 0 while nothing was measured then.</param>
/// <param name="P95">95% of them took at most this.</param>
/// <param name="Samples">How many were measured then.</param>
[GenerateSerializer, Immutable, Alias("mesh.LatencyStatus")]
public readonly record struct LatencyStatus([property: Id(0)] double Smoothed, [property: Id(1)] double P50, [property: Id(2)] double P95, [property: Id(3)] long Samples);
