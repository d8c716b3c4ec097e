using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Changes;

/// <summary>What changed between two catalogues, one line an entry.</summary>
public static class CatalogDiff
{
    /// <summary>Lines such as <c>+ models/gpt-5</c>, <c>- endpoints/old</c>, <c>~ routes/auto</c>.</summary>
    public static IReadOnlyList<string> Between(CatalogDocument before, CatalogDocument after) =>
    [
        .. Lines("providers", before.Providers, after.Providers, p => p.Name, p => $"{p with { Headers = NoHeaders }}|{Join(p.Headers)}"),
        .. Lines("models", before.Models, after.Models, m => m.Name, m => $"{m with { Quality = NoQuality, Benchmarks = NoSamples, Data = [] }}|{Join(m.Quality)}|{Join(m.Benchmarks)}|{string.Join(',', m.Data)}"),
        .. Lines("endpoints", before.Endpoints, after.Endpoints, e => e.Name, e => e.ToString()),
        .. Lines("routes", before.Routes, after.Routes, r => r.Name, r => $"{r with { Candidates = [], Fallbacks = [], Rules = [], Plan = null }}|{NodeShape.Of(r.Plan)}|{string.Join(',', r.Candidates)}|{string.Join(',', r.Fallbacks)}|{string.Join(';', r.Rules.Select(Shape))}"),
        .. Lines("tasks", before.Tasks, after.Tasks, t => t.Name, t => $"{t with { Examples = [] }}|{string.Join('\n', t.Examples)}"),
        .. Lines("prompts", before.Prompts, after.Prompts, p => p.Name, p => p.ToString()),
        .. Lines("scorers", before.Scorers, after.Scorers, s => s.Name, s => s.ToString()),
        .. Shape(before.Data) == Shape(after.Data) ? Array.Empty<string>() : ["~ data"],
        .. Shape(before.Router) == Shape(after.Router) ? Array.Empty<string>() : ["~ router"],
        .. Shape(before.Defaults) == Shape(after.Defaults) ? Array.Empty<string>() : ["~ defaults"],
        .. Shape(before.Conversations) == Shape(after.Conversations) ? Array.Empty<string>() : ["~ conversations"],
    ];

    private static readonly Dictionary<string, string> NoHeaders = [];
    private static readonly Dictionary<string, double> NoQuality = [];
    private static readonly Dictionary<string, int> NoSamples = [];

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

    private static string Shape(RouteRule rule) =>
        $"{rule.Name}|{rule.When}|{rule.Then with { Only = [], Without = [] }}|{string.Join(',', rule.Then.Only)}|{string.Join(',', rule.Then.Without)}";

    private static string Shape(DataPolicy data) => data.Detect is { } kinds ? string.Join(',', kinds) : "all";

    private static string Shape(RouterPolicy router) => $"{router with { Except = [] }}|{string.Join(',', router.Except)}";

    private static string Shape(CatalogDefaults defaults) =>
        $"{defaults with { Fetch = s_noFetch }}|{defaults.Fetch.MaxBytes}|{defaults.Fetch.Timeout}|{string.Join(',', defaults.Fetch.AllowedHosts)}";

    private static string Shape(ConversationPolicy conversations) =>
        $"{conversations with { Retention = s_noRetention }}|{conversations.Retention.After}|{string.Join(',', conversations.Retention.Tenants)}";

    private static readonly FetchPolicy s_noFetch = new();

    private static readonly RetentionPolicy s_noRetention = new();

    private static string Join<T>(IReadOnlyDictionary<string, T> values) =>
        string.Join(',', values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
}
