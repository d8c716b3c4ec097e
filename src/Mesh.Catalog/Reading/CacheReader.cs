using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads which answers of a route are kept.</summary>
internal static class CacheReader
{
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromHours(24);

    /// <summary>The cache of a route; null when it has none.</summary>
    public static CachePolicy? Read(Section route)
    {
        if (route.Child("cache") is not { } cache)
        {
            return null;
        }

        var policy = cache.Child("exact") is { } exact ? Exact(exact) : null;
        if (!cache.Has("exact"))
        {
            cache.Wrong("", "names no kind of cache.", "Write 'cache: { exact: { ttl: 10m } }', or take it out.");
        }

        cache.Finish();
        return policy;
    }

    private static CachePolicy? Exact(Section exact)
    {
        var ttl = exact.Duration("ttl", s_least, s_most);
        if (!exact.Has("ttl"))
        {
            exact.Wrong("", "lacks 'ttl'.", "Write how long an answer is given again: { ttl: 10m }.");
        }

        var (scope, sampled, tools) = (exact.Choice("scope", Vocabulary.CacheScopes), exact.Flag("sampled"), exact.Flag("tools"));
        exact.Finish();
        return ttl is { } time ? new CachePolicy { Ttl = time, Scope = scope ?? CacheScope.Tenant, Sampled = sampled ?? false, Tools = tools ?? false } : null;
    }
}
