using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Changes;

/// <summary>What changed between two catalogues, one line an entry.</summary>
public static class CatalogDiff
{
    /// <summary>Lines such as <c>+ models/gpt-5</c>, <c>- endpoints/old</c>, <c>~ routes/auto</c>.</summary>
    public static IReadOnlyList<string> Between(CatalogDocument before, CatalogDocument after) =>
    [
        .. Lines("providers", before.Providers, after.Providers, p => p.Name, p => $"{p with { Headers = NoHeaders }}|{Join(p.Headers)}"),
        .. Lines("models", before.Models, after.Models, m => m.Name, m => $"{m with { Quality = NoQuality, Data = [] }}|{Join(m.Quality)}|{string.Join(',', m.Data)}"),
        .. Lines("endpoints", before.Endpoints, after.Endpoints, e => e.Name, e => e.ToString()),
        .. Lines("routes", before.Routes, after.Routes, r => r.Name, r => $"{r with { Candidates = [], Fallbacks = [] }}|{string.Join(',', r.Candidates)}|{string.Join(',', r.Fallbacks)}"),
        .. Shape(before.Defaults) == Shape(after.Defaults) ? Array.Empty<string>() : ["~ defaults"],
        .. Shape(before.Conversations) == Shape(after.Conversations) ? Array.Empty<string>() : ["~ conversations"],
    ];

    private static readonly Dictionary<string, string> NoHeaders = [];
    private static readonly Dictionary<string, double> NoQuality = [];

    private static IEnumerable<string> Lines<T>(string kind, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> shape)
    {
        var old = before.ToDictionary(name, shape, StringComparer.OrdinalIgnoreCase);
        foreach (var entry in after)
        {
            if (!old.Remove(name(entry), out var was))
            {
                yield return $"+ {kind}/{name(entry)}";
            }
            else if (was != shape(entry))
            {
                yield return $"~ {kind}/{name(entry)}";
            }
        }

        foreach (var gone in old.Keys)
        {
            yield return $"- {kind}/{gone}";
        }
    }

    private static string Shape(CatalogDefaults defaults) =>
        $"{defaults with { Fetch = s_noFetch }}|{defaults.Fetch.MaxBytes}|{defaults.Fetch.Timeout}|{string.Join(',', defaults.Fetch.AllowedHosts)}";

    private static string Shape(ConversationPolicy conversations) =>
        $"{conversations with { Retention = s_noRetention }}|{conversations.Retention.After}|{string.Join(',', conversations.Retention.Tenants)}";

    private static readonly FetchPolicy s_noFetch = new();

    private static readonly RetentionPolicy s_noRetention = new();

    private static string Join<T>(IReadOnlyDictionary<string, T> values) =>
        string.Join(',', values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
}
