using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads which answers of a route are kept.</summary>
internal static class CacheReader
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_leastWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_mostWait = TimeSpan.FromSeconds(10);

    /// <summary>The cache of a route; null when it has none.</summary>
    public static CachePolicy? Read(Section route) => route.Child("cache") is { } cache ? Policy(cache) : null;

    /// <summary>What stands under <c>cache</c>, on a route or in a plan; null where it holds a mistake.</summary>
    public static CachePolicy? Policy(Section cache)
    {
        var exact = cache.Child("exact") is { } same ? Exact(same) : null;
        var semantic = cache.Child("semantic") is { } alike ? Semantic(alike, exact, cache.Has("exact")) : null;
        if (!cache.Has("exact") && !cache.Has("semantic"))
        {
            cache.Wrong("", "names no kind of cache.", "Write 'cache: { exact: { ttl: 10m } }', or take it out.");
        }

        cache.Finish();

        // The same question is the nearest one, and is known without a vector.
        return semantic is null ? exact : (exact ?? new CachePolicy { Ttl = semantic.Ttl, Scope = semantic.Scope }) with { Semantic = semantic };
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

    // What is not written is the exact cache's.
    private static SemanticCachePolicy? Semantic(Section semantic, CachePolicy? exact, bool hasExact)
    {
        var embedding = semantic.Text("embedding", "Name a model that makes embeddings: 'embedding: text-embedding-3-small'.");
        if (!semantic.Has("embedding"))
        {
            semantic.Wrong("", "lacks 'embedding'.", "Name a model, endpoint or route that makes embeddings: { embedding: text-embedding-3-small, ttl: 10m }.");
        }

        var ttl = semantic.Duration("ttl", s_least, s_most);
        if (!semantic.Has("ttl") && !hasExact)
        {
            semantic.Wrong("", "lacks 'ttl'.", "Write how long an answer is given again: { ttl: 10m }.");
        }

        var (threshold, scope) = ((double?)semantic.Number("threshold", 0.8m, 1), semantic.Choice("scope", Vocabulary.CacheScopes));
        var (entries, timeout) = (semantic.Integer("entries", 1, MostEntries), semantic.Duration("timeout", s_leastWait, s_mostWait));
        semantic.Finish();
        if (embedding is null || (ttl ?? exact?.Ttl) is not { } time)
        {
            return null;
        }

        var unset = new SemanticCachePolicy { Embedding = embedding, Ttl = time };
        return unset with { Threshold = threshold ?? unset.Threshold, Scope = scope ?? exact?.Scope ?? unset.Scope, Entries = entries ?? unset.Entries, Timeout = timeout ?? unset.Timeout };
    }
}
