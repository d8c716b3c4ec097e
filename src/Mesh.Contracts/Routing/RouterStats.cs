using Mesh.Contracts.Endpoints;

namespace Mesh.Contracts.Routing;

/// <summary>One silo's view of its endpoints.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Revision">The catalogue revision that it runs.</param>
/// <param name="Decisions">Decisions since start.</param>
/// <param name="Endpoints">Its endpoints, by name.</param>
[GenerateSerializer, Immutable, Alias("mesh.RouterStats")]
public sealed record RouterStats(
    [property: Id(0)] string Silo,
    [property: Id(1)] long Revision,
    [property: Id(2)] long Decisions,
    [property: Id(3)] IReadOnlyList<EndpointStatus> Endpoints);
