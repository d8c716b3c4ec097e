namespace Mesh.Contracts.Endpoints;

/// <summary>A silo's share of an endpoint.</summary>
/// <param name="Concurrency">Requests that the silo may have under way; null for no limit.</param>
/// <param name="Duration">How long it holds from receipt.</param>
/// <param name="CoolingFor">How long the endpoint is to be left alone; zero when it is not.</param>
/// <param name="Requests">Its share of the requests by the minute; null for no limit.</param>
/// <param name="Tokens">Its share of the tokens by the minute; null for no limit.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointLease")]
public sealed record EndpointLease(
    [property: Id(0)] int? Concurrency,
    [property: Id(1)] TimeSpan Duration,
    [property: Id(2)] TimeSpan CoolingFor,
    [property: Id(3)] RateLease? Requests = null,
    [property: Id(4)] RateLease? Tokens = null);
