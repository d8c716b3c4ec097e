using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a node that gives another one's answers again.</summary>
internal static class CacheNodeReader
{
    public static CacheEntry? Read(NodeReader reader, Section cache)
    {
        var of = reader.One(cache, "of");
        if (!cache.Has("of"))
        {
            cache.Wrong("of", "is not written.", "Write whose answers are kept: 'of: { model: some-model }'.");
        }

        var semantic = cache.Has("semantic") ? cache.Child("semantic") : null;
        var policy = CacheReader.Policy(cache);
        if (semantic is not null && policy?.Semantic is { } found)
        {
            reader.Embedding(semantic, found.Embedding);
        }

        return of is null || policy is null ? null : new CacheEntry(of, policy);
    }
}
