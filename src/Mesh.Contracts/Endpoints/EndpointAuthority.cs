namespace Mesh.Contracts.Endpoints;

/// <summary>What an endpoint's grain holds.</summary>
/// <param name="Shares">Concurrency granted by silo; empty without a limit.</param>
/// <param name="CoolingFor">How long the endpoint is to be left alone; zero when it is not.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointAuthority")]
public sealed record EndpointAuthority([property: Id(0)] IReadOnlyDictionary<string, int> Shares, [property: Id(1)] TimeSpan CoolingFor);
