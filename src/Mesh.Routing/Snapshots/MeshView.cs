using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;
using Mesh.Routing.Load;
using Mesh.Routing.Quality;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Signals.Tasks;

namespace Mesh.Routing.Snapshots;

/// <summary>One revision made ready for decisions. Immutable but for the live statistics that its endpoints point at.</summary>
public sealed class MeshView
{
    private readonly FrozenDictionary<string, TargetView> _targets;
    private readonly ServedEndpoint[] _byIndex;
    private readonly FrozenDictionary<int, ServedEndpoint[]> _engines;
    private readonly ConditionalWeakTable<PlanLeaf, TargetView> _leaves = [];

    private MeshView(long revision, CatalogDocument document, FrozenDictionary<string, ServedEndpoint> endpoints, FrozenDictionary<string, TargetView> targets)
    {
        Revision = revision;
        Document = document;
        Endpoints = endpoints;
        _byIndex = [.. endpoints.Values.OrderBy(e => e.Index)];
        _engines = _byIndex.Where(e => e.Engine is not null).GroupBy(e => e.ModelIndex).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        HasRealEndpoints = endpoints.Values.Any(e => !e.IsSimulated);
        Reuses = document.Routes.Any(r => r.Cache is not null || r.Answers.Count > 0);
        _targets = targets;
        Detects = document.Data.Detect ?? (GrantsPrivate(document) || document.Routes.Any(r => r.Rules.Select(rule => rule.Condition).Concat(Conditions(r.Plan)).Any(c => RuleCompiler.Reads(c, "data"))) ? Enum.GetValues<DataKind>() : []);
        LongestDeadline = document.Routes.Select(r => r.Deadline ?? document.Defaults.Deadline).Append(document.Defaults.Deadline).Max();
        Peers = [.. document.Models.Select(m => ModelPeers.Join(endpoints.Values.Where(e => ReferenceEquals(e.Model, m)).Select(e => (e.Stats.Circuit, IsAway(e)))))];
    }

    /// <summary>Before any catalogue is known.</summary>
    public static MeshView Empty { get; } = Build(0, CatalogDocument.Empty, name => throw new InvalidOperationException(name));

    /// <summary>Revision number.</summary>
    public long Revision { get; }

    /// <summary>The content, with what the engines of the nodes add to it.</summary>
    public CatalogDocument Document { get; }

    /// <summary>Every endpoint by name.</summary>
    public FrozenDictionary<string, ServedEndpoint> Endpoints { get; }

    /// <summary>Endpoints of nodes that are not in here, since there are too many (<see cref="NodeEndpoints.Most"/>).</summary>
    public int LeftOut { get; private init; }

    /// <summary>The endpoints of each model as they stand beside each other.</summary>
    public IReadOnlyList<ModelPeers> Peers { get; }

    /// <summary>The longest time that any of its routes gives an answer.</summary>
    public TimeSpan LongestDeadline { get; }

    /// <summary>Whether any endpoint is real: then no simulated one stands in for it.</summary>
    public bool HasRealEndpoints { get; }

    /// <summary>Tells the tasks of this revision apart.</summary>
    public ITaskSignals Tasks { get; private init; } = LearnedTasks.BuiltIn;

    /// <summary>How good each model is at each task; null where nobody keeps it.</summary>
    public QualityTable? Qualities { get; private init; }

    /// <summary>Kinds of data that are looked for in requests.</summary>
    public IReadOnlyList<DataKind> Detects { get; }

    /// <summary>Whether any route may answer without a model; where none does, nobody looks for one.</summary>
    public bool Reuses { get; }

    /// <summary>Makes a revision ready.</summary>
    /// <param name="revision">Its number.</param>
    /// <param name="document">Its content, already checked.</param>
    /// <param name="stats">The statistics of an endpoint by name; the same object across revisions.</param>
    /// <param name="engines">The engines of the nodes that are known.</param>
    /// <param name="tasks">What tells tasks apart; null for words and form alone.</param>
    /// <param name="qualities">Makes the table of how good models are; null for none.</param>
    /// <param name="prefixes">The prefix index of a model by name; the same object across revisions. Null for none.</param>
    /// <param name="demands">Who took how much of a model's engines, by the model's name; the same object across revisions. Null where nobody counts.</param>
    public static MeshView Build(
        long revision,
        CatalogDocument document,
        Func<string, EndpointStats> stats,
        IEnumerable<LiveEngine>? engines = null,
        ITaskClassifier? tasks = null,
        Func<CatalogDocument, QualityTable>? qualities = null,
        Func<string, ModelPrefixes>? prefixes = null,
        Func<string, ModelDemand>? demands = null)
    {
        var expanded = NodeEndpoints.Expand(document, engines ?? []);
        document = expanded.Document;
        var models = document.Models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        var providers = document.Providers.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var modelPlaces = document.Models.Select(m => m.Name).Order(StringComparer.Ordinal).Index().ToDictionary(m => m.Item, m => m.Index, StringComparer.OrdinalIgnoreCase);
        var endpoints = document.Endpoints.Index().ToFrozenDictionary(
            e => e.Item.Name,
            e => expanded.Nodes.TryGetValue(e.Item.Name, out var node)
                ? AtNode(Served(e.Item, e.Index, node.Provider), node.Engine)
                : Served(e.Item, e.Index, providers[e.Item.Provider]),
            StringComparer.OrdinalIgnoreCase);
        return new MeshView(revision, document, endpoints, Targets(expanded, endpoints).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))
        {
            LeftOut = expanded.LeftOut,
            Tasks = tasks?.ReadyFor(document.Tasks) ?? LearnedTasks.Of(document.Tasks),
            Qualities = qualities?.Invoke(document),
        };

        ServedEndpoint AtNode(ServedEndpoint served, LiveEngine engine)
        {
            var index = prefixes?.Invoke(served.Model.Name);
            return served with
            {
                Engine = engine,
                Prefixes = index,
                PrefixPlace = index?.Place(served.Name, engine.Report.CacheTokens) ?? 0,
                Demand = demands?.Invoke(served.Model.Name),
            };
        }

        ServedEndpoint Served(EndpointEntry entry, int index, ProviderEntry provider) =>
            new(entry, models[entry.Model], provider, stats(entry.Name), document.Defaults, index, modelPlaces[entry.Model]);
    }

    /// <summary>What a name stands for.</summary>
    /// <exception cref="MeshException">not_found, with the nearest names.</exception>
    public TargetView Target(string name) => _targets.TryGetValue(name, out var target) ? target : throw Unknown(name);

    /// <summary>What a leaf of a plan stands for; made once for as long as this view holds.</summary>
    /// <exception cref="MeshException">not_found: its route has left the catalogue.</exception>
    public TargetView Leaf(PlanLeaf leaf)
    {
        var route = Target(leaf.Route).Route;

        // What would ask twice for one answer costs more than is reserved for it.
        return _leaves.GetValue(leaf, l => new TargetView(
            route with { Candidates = l.Candidates, Fallbacks = [], Rules = [], Answers = [], Cache = null, Plan = null, Hedge = false, OnInterruption = OnInterruption.Stop, Prefer = l.Prefer ?? route.Prefer, Weights = l.Prefer is null ? route.Weights : null },
            [Resolve(Document, Endpoints, l.Candidates)]));
    }

    /// <summary>By an endpoint's place, whether it is none of those named; null where none is named.</summary>
    public bool[]? Without(IReadOnlyList<string> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return null;
        }

        var allowed = new bool[_byIndex.Length];
        Array.Fill(allowed, true);
        foreach (var name in endpoints)
        {
            if (Endpoints.TryGetValue(name, out var endpoint))
            {
                allowed[endpoint.Index] = false;
            }
        }

        return allowed;
    }

    /// <summary>The endpoints that may not serve.</summary>
    /// <param name="allowed">By an endpoint's place, whether it may; null for all.</param>
    public IReadOnlyList<string> Outside(bool[]? allowed) => allowed is null ? [] : [.. _byIndex.Where(e => !allowed[e.Index]).Select(e => e.Name)];

    /// <summary>The endpoint at a place (<see cref="ServedEndpoint.Index"/>).</summary>
    public ServedEndpoint At(int index) => _byIndex[index];

    /// <summary>The engines of a model on the cluster's nodes.</summary>
    /// <param name="model">The model's place (<see cref="ServedEndpoint.ModelIndex"/>).</param>
    public ReadOnlySpan<ServedEndpoint> EnginesOf(int model) => _engines.TryGetValue(model, out var engines) ? engines : [];

    /// <summary>Whether a name stands for anything.</summary>
    public bool Knows(string name) => _targets.ContainsKey(name);

    private static IEnumerable<RuleExpression> Conditions(NodeEntry? plan) => plan is null ? [] : plan.Conditions.Concat(plan.Nodes.SelectMany(Conditions));

    private static bool GrantsPrivate(CatalogDocument document) =>
        document.Models.Select(m => m.Data).Concat(document.ToolServers.Select(s => s.Data)).Any(d => d.Contains(DataPolicy.Private, StringComparer.OrdinalIgnoreCase));

    private static Func<bool>? IsAway(ServedEndpoint endpoint) => endpoint.Engine is null ? null : () => !endpoint.IsThere;

    private static Dictionary<string, TargetView> Targets(ExpandedCatalog expanded, FrozenDictionary<string, ServedEndpoint> endpoints)
    {
        var document = expanded.Document;
        var targets = new Dictionary<string, TargetView>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in endpoints.Values)
        {
            targets[endpoint.Name] = new TargetView(new RouteEntry { Name = endpoint.Name, Candidates = [endpoint.Name] }, [[endpoint]]);
        }

        foreach (var template in expanded.Templates)
        {
            targets[template.Name] = new TargetView(new RouteEntry { Name = template.Name, Candidates = [template.Name] }, [Resolve(document, endpoints, [template.Name])]);
        }

        // A model's name takes all its endpoints, also when one of them has the same name.
        foreach (var model in document.Models)
        {
            var serving = endpoints.Values.Where(e => ReferenceEquals(e.Model, model)).OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
            targets[model.Name] = new TargetView(new RouteEntry { Name = model.Name, Candidates = [model.Name] }, [serving]);
        }

        foreach (var route in document.Routes)
        {
            var groups = new List<ServedEndpoint[]> { Resolve(document, endpoints, route.Candidates) };
            groups.AddRange(route.Fallbacks.Select(f => Resolve(document, endpoints, [f])));
            targets[route.Name] = new TargetView(route, groups) { Rules = RuleSet.Of(route, endpoints.Values) };
        }

        return targets;
    }

    private static ServedEndpoint[] Resolve(CatalogDocument document, FrozenDictionary<string, ServedEndpoint> endpoints, IReadOnlyList<string> patterns) =>
        [.. CandidateMatching.Resolve(document, patterns).Select(e => endpoints[e.Name])];

    private MeshException Unknown(string name)
    {
        var nearest = _targets.Keys.OrderBy(k => EditDistance.Between(k, name)).ThenBy(k => k, StringComparer.Ordinal).Take(3).ToArray();
        var mend = nearest.Length == 0 ? "The catalogue is empty: add an endpoint to it." : $"Nearest names: {string.Join(", ", nearest)}.";
        return new MeshException(MeshErrorCode.NotFound, "model_not_found", $"No route, model or endpoint is called '{Bounded(name)}'. {mend}", "model");
    }

    private static string Bounded(string name) => name.Length <= 100 ? name : name[..100];
}
