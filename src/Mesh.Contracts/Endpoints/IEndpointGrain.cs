namespace Mesh.Contracts.Endpoints;

/// <summary>The one authority on an endpoint in the cluster: its limits, and how long it must be left alone. Key: the endpoint's name.</summary>
[Alias("mesh.IEndpointGrain")]
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>Grants <paramref name="silo"/> its share of the endpoint's limits for a while, by its <paramref name="demand"/> and the others'.</summary>
    /// <exception cref="Errors.MeshException">unavailable: the grain's silo does not know the endpoint yet.</exception>
    [Alias("Lease")]
    Task<EndpointLease> LeaseAsync(string silo, EndpointDemand demand);

    /// <summary>Tells that the endpoint asked to be left alone for <paramref name="duration"/>; longer ones win, at most 300 s.</summary>
    [Alias("CoolDown")]
    Task CoolDownAsync(TimeSpan duration);

    /// <summary>
    /// Tells that a silo's circuit is open for want of an answer, and gives what the last health probe said. The endpoint is
    /// probed for as long as this is asked at least every 5 s.
    /// </summary>
    [Alias("Probe")]
    Task<EndpointProbe> ProbeAsync();

    /// <summary>Who holds leases now, and the cooldown.</summary>
    [Alias("Describe")]
    Task<EndpointAuthority> DescribeAsync();
}
