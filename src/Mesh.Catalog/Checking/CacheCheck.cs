using System.IO.Enumeration;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Checking;

/// <summary>Checks that who turns a cache's questions into vectors can do so.</summary>
/// <param name="parts">What the files gave.</param>
internal sealed class CacheCheck(CatalogParts parts)
{
    private const string Field = "embedding";
    private readonly Dictionary<string, ModelEntry> _models = First(parts.Models.Values, m => m.Name);
    private readonly Dictionary<string, EndpointEntry> _endpoints = First(parts.Endpoints.Values, e => e.Name);
    private readonly Dictionary<string, RouteEntry> _routes = First(parts.Routes.Values, r => r.Name);

    /// <summary>Checks a route's cache.</summary>
    public void Route(RouteEntry route, Section section)
    {
        if (route.Cache?.Semantic is { Embedding: var name } && section.Child("cache")?.Child("semantic") is { } semantic)
        {
            Embedding(name, route.Name, semantic);
        }
    }

    /// <summary>Checks who makes vectors.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="route">The route whose answers are kept.</param>
    /// <param name="semantic">Where it is named.</param>
    public void Embedding(string name, string route, Section semantic)
    {
        if (string.Equals(name, route, StringComparison.OrdinalIgnoreCase))
        {
            semantic.Wrong(Field, $"'{name}' is the route itself.", "Name a model, endpoint or other route that makes embeddings.");
        }
        else if (_routes.TryGetValue(name, out var other))
        {
            // Of a route's models those are asked that can.
            if (Served(other) is { Length: > 0 } served && !served.Any(Embeds))
            {
                semantic.Wrong(Field, $"'{name}' leads to no model that makes embeddings.", "Name one with the capability 'embeddings', or give the route such a candidate.");
            }
        }
        else if (!_endpoints.ContainsKey(name) && _endpoints.Values.All(e => !Is(e.Model, name)))
        {
            semantic.Unknown(Field, name, "is no route, no model that is served and no endpoint.", _routes.Keys.Concat(_endpoints.Values.SelectMany(e => new[] { e.Name, e.Model })).Distinct(StringComparer.OrdinalIgnoreCase));
        }
        else if (!Embeds(_endpoints.TryGetValue(name, out var endpoint) ? endpoint : _endpoints.Values.First(e => Is(e.Model, name))))
        {
            semantic.Wrong(Field, $"'{name}' makes no embeddings.", "Name a model with the capability 'embeddings', or add it to the model's 'capabilities'.");
        }
    }

    private EndpointEntry[] Served(RouteEntry route) =>
        [.. _endpoints.Values.Where(e => route.Candidates.Concat(route.Fallbacks).Any(c => FileSystemName.MatchesSimpleExpression(c, e.Name) || FileSystemName.MatchesSimpleExpression(c, e.Model)))];

    // Which models a node's engine serves is seen only once it is there.
    private bool Embeds(EndpointEntry endpoint) =>
        endpoint.ServesAnyModel || !_models.TryGetValue(endpoint.Model, out var model) || model.Capabilities.HasFlag(ModelCapabilities.Embeddings);

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, T> First<T>(IEnumerable<T> values, Func<T, string> name) =>
        values.GroupBy(name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
}
