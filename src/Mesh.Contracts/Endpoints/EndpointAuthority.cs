namespace Mesh.Contracts.Endpoints;

/// <summary>What an endpoint's grain holds.</summary>
/// <param name="Shares">Concurrency granted by silo; empty without a limit.</param>
/// <param name="CoolingFor">How long the endpoint is to be left alone; zero when it is not.</param>
[GenerateSerializer, Immutable, Alias("mesh.EndpointAuthority")]
public sealed record EndpointAuthority([property: Id(0)] IReadOnlyDictionary<string, int> Shares, [property: Id(1)] TimeSpan CoolingFor)
{
    /// <summary>Requests by the minute granted by silo; empty without a limit.</summary>
    [Id(2)] public IReadOnlyDictionary<string, double> Requests { get; init; } = new Dictionary<string, double>();

    /// <summary>Tokens by the minute granted by silo; empty without a limit.</summary>
    [Id(3)] public IReadOnlyDictionary<string, double> Tokens { get; init; } = new Dictionary<string, double>();
}
