using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Routing.Selection;

namespace Mesh.Routing.Engines;

/// <summary>
/// Puts the engines that are known in the place of the endpoints that name nodes. A pure function of catalogue and engines: silos
/// that know the same have the same endpoints.
/// </summary>
public sealed class NodeEndpoints
{
    /// <summary>Most endpoints that engines may add; what is over is left out and counted.</summary>
    public const int Most = 5_000;

    private const int LongestName = 128;
    private readonly CatalogDocument _document;
    private readonly LiveEngine[] _engines;
    private readonly Dictionary<string, ModelEntry> _models;
    private readonly Dictionary<string, string> _modelByUpstream;
    private readonly HashSet<string> _taken;
    private readonly Dictionary<string, NodeEndpoint> _nodes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ModelEntry> _found = [];
    private int _leftOut;

    private NodeEndpoints(CatalogDocument document, IEnumerable<LiveEngine> engines)
    {
        _document = document;
        _engines = [.. engines.OrderBy(e => e.Node, StringComparer.Ordinal).ThenBy(e => e.Name, StringComparer.Ordinal)];
        _models = document.Models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        _modelByUpstream = document.Endpoints.Where(e => !e.ServesAnyModel)
            .DistinctBy(e => e.UpstreamModel, StringComparer.OrdinalIgnoreCase).ToDictionary(e => e.UpstreamModel, e => e.Model, StringComparer.OrdinalIgnoreCase);
        _taken = [.. document.Endpoints.Select(e => e.Name).Concat(document.Routes.Select(r => r.Name)).Select(n => n.ToUpperInvariant())];
    }

    /// <summary>Expands <paramref name="document"/>.</summary>
    public static ExpandedCatalog Expand(CatalogDocument document, IEnumerable<LiveEngine> engines)
    {
        var templates = document.Endpoints.Where(e => e.Node is not null).ToArray();
        if (templates.Length == 0)
        {
            return new ExpandedCatalog(document, new Dictionary<string, NodeEndpoint>(), []);
        }

        var expansion = new NodeEndpoints(document, engines);
        foreach (var template in templates)
        {
            expansion.Add(template);
        }

        return new ExpandedCatalog(
            document with
            {
                Models = [.. document.Models, .. expansion._found],
                Endpoints = [.. document.Endpoints.Where(e => e.Node is null), .. expansion._nodes.Values.Select(n => n.Entry)],
            },
            expansion._nodes,
            templates)
        {
            LeftOut = expansion._leftOut,
        };
    }

    private void Add(EndpointEntry template)
    {
        var provider = _document.Providers.First(p => string.Equals(p.Name, template.Provider, StringComparison.OrdinalIgnoreCase));
        foreach (var engine in _engines.Where(e => CandidateMatching.Matches(template.Node, e.Node) && IsOfKind(e, provider)))
        {
            if (Reach(engine, provider) is not { } reached)
            {
                continue;
            }

            foreach (var served in engine.Models.Where(m => template.ServesAnyModel ? IsUsable(m.Name) : Same(m.Name, template.UpstreamModel)))
            {
                var model = template.ServesAnyModel ? ModelOf(served) : _models[template.Model];
                var name = template.ServesAnyModel ? $"{template.Name}/{served.Name}" : template.Name;
                Put(template with { Name = $"{name}@{engine.Node}", Origin = template.Name, Node = engine.Node, Engine = engine.Name, Model = model.Name, UpstreamModel = served.Name, Discovered = true }, reached, engine);
            }
        }
    }

    // A second engine of the node that serves the same is told apart by its own name.
    private void Put(EndpointEntry entry, ProviderEntry provider, LiveEngine engine)
    {
        var name = _nodes.ContainsKey(entry.Name) ? $"{entry.Name}/{engine.Name}" : entry.Name;
        if (_nodes.Count >= Most)
        {
            _leftOut++;
        }
        else if (!_taken.Contains(name.ToUpperInvariant()))
        {
            _nodes.TryAdd(name, new NodeEndpoint(entry with { Name = name }, provider, engine));
        }
    }

    private static bool IsOfKind(LiveEngine engine, ProviderEntry provider) =>
        provider.Preset is not { } preset || engine.Report.Kind is not { } kind || Same(preset, kind);

    // On the engine's own node there is no hop; from elsewhere its worker's relay is spoken to, which knows the engine's key itself.
    private static ProviderEntry? Reach(LiveEngine engine, ProviderEntry provider)
    {
        var local = provider with { Local = true, Preset = provider.Preset ?? engine.Report.Kind };
        return engine.Address is { } address ? local with { BaseUrl = new Uri(address, "/v1") }
            : Uri.TryCreate(engine.Report.Relay, UriKind.Absolute, out var relay)
                ? local with { BaseUrl = new Uri(relay, $"/relay/{Uri.EscapeDataString(engine.Name)}/v1"), IsRelay = true, ApiKey = null, Headers = new Dictionary<string, string>() }
                : null;
    }

    private ModelEntry ModelOf(EngineModel served)
    {
        if (_models.TryGetValue(served.Name, out var known) || (_modelByUpstream.TryGetValue(served.Name, out var name) && _models.TryGetValue(name, out known)))
        {
            return known;
        }

        var model = new ModelEntry
        {
            Name = served.Name,
            Capabilities = served.IsEmbedding ? ModelCapabilities.Embeddings : ModelCapabilities.Text | (served.TakesImages ? ModelCapabilities.ImageIn : ModelCapabilities.None),
            ContextTokens = served.ContextTokens,
        };
        _models[model.Name] = model;
        _found.Add(model);
        return model;
    }

    // The name comes from the engine: it must not take a name that the catalogue gave to something else, nor spoil a log or a label.
    private bool IsUsable(string name) =>
        name.Length is > 0 and <= LongestName && !name.Any(char.IsControl) && !_taken.Contains(name.ToUpperInvariant());

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
