using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary>The order of the endpoints.</summary>
internal static class TopOrder
{
    private const string ByName = "name";

    private static readonly Dictionary<string, Func<V1.Endpoint, double>> s_keys = new()
    {
        ["load"] = Load,
        ["requests"] = e => EndpointFigures.OfAll(e).RequestsPerSecond,
        ["errors"] = e => EndpointFigures.OfAll(e).ErrorShare,
        ["latency"] = e => Math.Max(e.StreamFirstToken?.P95Seconds ?? 0, e.UnaryAnswer?.P95Seconds ?? 0),
        ["tokens"] = e => EndpointFigures.OfAll(e).TokensPerSecond,
        ["spent"] = e => e.SpentUsd,
    };

    /// <summary>What they may be ordered by; the first is usual.</summary>
    public static string[] Names { get; } = [.. s_keys.Keys, ByName];

    /// <summary>Most first, then by name.</summary>
    public static IReadOnlyList<V1.Endpoint> Of(IEnumerable<V1.Endpoint> endpoints, string by) =>
    [
        .. s_keys.TryGetValue(by, out var key)
            ? endpoints.OrderByDescending(key).ThenByDescending(e => e.RequestsPerSecond).ThenBy(e => e.Name, StringComparer.Ordinal)
            : endpoints.OrderBy(e => e.Name, StringComparer.Ordinal),
    ];

    // The share of its places where it has a limit: three of four is more than three of a hundred.
    private static double Load(V1.Endpoint e) => EndpointFigures.Places(e) is { } places ? EndpointFigures.OfAll(e).InFlight / Math.Max(1.0, places) : EndpointFigures.OfAll(e).InFlight;
}
