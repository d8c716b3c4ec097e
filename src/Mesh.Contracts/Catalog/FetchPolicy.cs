namespace Mesh.Contracts.Catalog;

/// <summary>Which URLs in a request the mesh may fetch on the caller's behalf.</summary>
[GenerateSerializer, Immutable, Alias("mesh.FetchPolicy")]
public sealed record FetchPolicy
{
    /// <summary>Host names that may be fetched from; empty means that nothing is fetched.</summary>
    [Id(0)] public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Largest body that is accepted, in bytes.</summary>
    /// <value>10 MiB.</value>
    [Id(1)] public long MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Longest time for one fetch, redirects included.</summary>
    /// <value>10 seconds.</value>
    [Id(2)] public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
