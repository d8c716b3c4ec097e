namespace Mesh.Contracts.Endpoints;

/// <summary>How often attempts at an endpoint failed in one way.</summary>
/// <param name="Kind">The way, from the closed list in docs/metrics.md.</param>
/// <param name="Total">Since start.</param>
/// <param name="LastMinute">In the last minute.</param>
[GenerateSerializer, Immutable, Alias("mesh.FaultStatus")]
public sealed record FaultStatus([property: Id(0)] string Kind, [property: Id(1)] long Total, [property: Id(2)] long LastMinute);
