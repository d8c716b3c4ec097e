using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>
/// What it is worth to stay where a conversation was answered last: the seconds that a cold endpoint would take to read the cached tokens
/// anew. Never nothing, so that between equals a conversation stays; never more than <see cref="MostSeconds"/>, so that it moves when the gain is worth it.
/// </summary>
internal static class Warmth
{
    /// <summary>The most it is worth, in seconds.</summary>
    public const double MostSeconds = 4;

    /// <summary>The least it is worth at the endpoint itself, in seconds.</summary>
    public const double LeastSeconds = 0.05;

    /// <summary>Share of an endpoint's places that a second is worth where endpoints are chosen by load.</summary>
    public const double LoadASecond = 0.1;

    // A cautious rate of reading: hosted models and engines on one accelerator read 2,000 to 20,000 tokens a second.
    private const double TokensASecond = 5000;

    // Another endpoint of the same model keeps the manner and the tokenizer, not the cache.
    private const double OfModel = LeastSeconds / 2;

    /// <summary>Seconds by which an endpoint is ahead.</summary>
    public static double Seconds(CacheAffinity? affinity, ServedEndpoint endpoint) =>
        affinity is null ? 0
        : string.Equals(affinity.Endpoint, endpoint.Name, StringComparison.OrdinalIgnoreCase) ? Math.Clamp(affinity.CachedTokens / TokensASecond, LeastSeconds, MostSeconds)
        : string.Equals(affinity.Model, endpoint.Model.Name, StringComparison.OrdinalIgnoreCase) ? OfModel
        : 0;
}
