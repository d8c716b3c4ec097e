namespace Mesh.Contracts.Endpoints;

/// <summary>What an endpoint's last health probe said.</summary>
/// <param name="Number">Which probe of its grain it was, from 1 on; 0 when there was none yet.</param>
/// <param name="Passed">Whether the endpoint answered.</param>
/// <param name="Ago">How long ago it ended.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointProbe")]
public sealed record EndpointProbe([property: Id(0)] long Number, [property: Id(1)] bool Passed, [property: Id(2)] TimeSpan Ago);
