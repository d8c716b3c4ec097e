namespace Mesh.Contracts.Routing;

/// <summary>A candidate that was asked, or was to be asked, and did not answer.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Reason">Why, in the words of the error list's reasons.</param>
[GenerateSerializer, Immutable, Alias("mesh.FailedCandidate")]
public sealed record FailedCandidate([property: Id(0)] string Endpoint, [property: Id(1)] string Reason);
