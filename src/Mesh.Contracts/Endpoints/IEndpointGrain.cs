namespace Mesh.Contracts.Endpoints;

/// <summary>The one authority on an endpoint in the cluster: its limits, and how long it must be left alone. Key: the endpoint's name.</summary>
[Alias("mesh.IEndpointGrain")]
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>Grants <paramref name="silo"/> its share of the endpoint's concurrency for a while.</summary>
    [Alias("Lease")]
    Task<EndpointLease> LeaseAsync(string silo);

    /// <summary>Tells that the endpoint asked to be left alone for <paramref name="duration"/>; longer ones win, at most 300 s.</summary>
    [Alias("CoolDown")]
    Task CoolDownAsync(TimeSpan duration);

    /// <summary>Who holds leases now, and the cooldown.</summary>
    [Alias("Describe")]
    Task<EndpointAuthority> DescribeAsync();
}

/// <summary>A silo's share of an endpoint.</summary>
/// <param name="Concurrency">Requests that the silo may have under way; null for no limit.</param>
/// <param name="Duration">How long it holds from receipt.</param>
/// <param name="CoolingFor">How long the endpoint is to be left alone; zero when it is not.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointLease")]
public sealed record EndpointLease([property: Id(0)] int? Concurrency, [property: Id(1)] TimeSpan Duration, [property: Id(2)] TimeSpan CoolingFor);

/// <summary>What an endpoint's grain holds.</summary>
/// <param name="Shares">Concurrency granted by silo; empty without a limit.</param>
/// <param name="CoolingFor">How long the endpoint is to be left alone; zero when it is not.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointAuthority")]
public sealed record EndpointAuthority([property: Id(0)] IReadOnlyDictionary<string, int> Shares, [property: Id(1)] TimeSpan CoolingFor);
