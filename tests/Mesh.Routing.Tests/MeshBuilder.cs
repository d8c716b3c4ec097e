using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Health;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests;

/// <summary>A catalogue in the making, with statistics that a test can set before it decides.</summary>
internal sealed class MeshBuilder
{
    private readonly List<ModelEntry> _models = [];
    private readonly List<EndpointEntry> _endpoints = [];
    private readonly List<RouteEntry> _routes = [];
    private readonly Dictionary<string, EndpointStats> _stats = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The circuits' clock; one that stands still unless a test moves its own.</summary>
    public TimeProvider Time { get; init; } = new FakeTimeProvider();

    /// <summary>The circuits' chance; null for none.</summary>
    public Func<double>? Chance { get; init; }

    public CatalogDefaults Defaults { get; set; } = new();

    public CatalogDocument Document => new()
    {
        Providers = [new ProviderEntry { Name = "vendor", Kind = ProviderKind.OpenAI }],
        Models = [.. _models],
        Endpoints = [.. _endpoints],
        Routes = [.. _routes],
        Defaults = Defaults,
    };

    public MeshView View => MeshView.Build(1, Document, Stats);

    public static ModelEntry Model(string name, double quality = 0.5, decimal price = 1) => new()
    {
        Name = name,
        Quality = new Dictionary<string, double> { ["chat"] = quality },
        Price = new ModelPrice { In = price, CachedIn = price, Out = price },
    };

    public static EndpointEntry Endpoint(string name, string model) => new() { Name = name, Provider = "vendor", Model = model, UpstreamModel = model };

    public static RouteQuery Query(string target) => new() { Target = target, InputTokensAtMost = 400, InputTokensExpected = 100 };

    /// <summary>Adds a model with endpoints; without names, one called <c>at-</c> and the model's name.</summary>
    public MeshBuilder With(ModelEntry model, params string[] endpoints)
    {
        _models.Add(model);
        _endpoints.AddRange((endpoints.Length == 0 ? [$"at-{model.Name}"] : endpoints).Select(e => Endpoint(e, model.Name)));
        return this;
    }

    public MeshBuilder With(EndpointEntry endpoint)
    {
        _endpoints.Add(endpoint);
        return this;
    }

    public MeshBuilder With(RouteEntry route)
    {
        _routes.Add(route);
        return this;
    }

    public EndpointStats Stats(string endpoint)
    {
        if (!_stats.TryGetValue(endpoint, out var stats))
        {
            _stats[endpoint] = stats = new EndpointStats(endpoint, new Circuit(Time, Chance));
        }

        return stats;
    }

    public RouteDecision Decide(RouteQuery query, Func<double>? draw = null) => Router.Decide(View, query, draw ?? (() => 0.5), "d");

    public RouteDecision Decide(string target, Func<double>? draw = null) => Decide(Query(target), draw);
}
