using System.IO.Enumeration;
using Mesh.Catalog.Cards;
using Mesh.Catalog.Plans;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using YamlDotNet.Core;

namespace Mesh.Catalog.Checking;

/// <summary>Checks what can only be seen when all files are read: that every name leads somewhere, and to one thing.</summary>
internal sealed class ReferenceCheck
{
    private readonly CatalogParts _parts;
    private readonly HashSet<string> _served;
    private readonly RuleCheck _rules;
    private readonly CacheCheck _caches;
    private readonly PlanCheck _plans;

    private ReferenceCheck(CatalogParts parts)
    {
        (_parts, _served) = (parts, parts.Endpoints.Values.SelectMany(e => new[] { e.Name, e.Model }).ToHashSet(StringComparer.OrdinalIgnoreCase));
        _rules = new RuleCheck(parts, _served);
        _caches = new CacheCheck(parts);
        _plans = new PlanCheck(parts);
    }

    public static void Run(CatalogParts parts, string firstFile, Mistakes mistakes)
    {
        var check = new ReferenceCheck(parts);
        foreach (var endpoint in parts.Endpoints.Values)
        {
            check.Endpoint(endpoint);
        }

        foreach (var route in parts.Routes.Values)
        {
            check.Route(route);
        }

        check._rules.Tasks();
        if (parts.ConversationsAt is { } conversations)
        {
            check.Target(conversations, "summaryRoute", parts.Conversations.SummaryRoute);
            check.Target(conversations, "imageRoute", parts.Conversations.ImageRoute);
        }

        check.Simulated();
        if (parts.Endpoints.Values.Count == 0 && mistakes.All.Count == 0)
        {
            mistakes.Add(firstFile, new Mark(0, 1, 1), "endpoints", "is empty: nothing could be served.", "Add at least one endpoint (see catalog.sample.yaml).");
        }
    }

    /// <summary>Checks a plan that no file of a catalogue has, over what the parts hold.</summary>
    public static void Plan(CatalogParts parts, RouteEntry route)
    {
        var check = new ReferenceCheck(parts);
        check._plans.Route(route, check.Targets, check._rules, check._caches);
    }

    private void Endpoint(EndpointEntry endpoint)
    {
        var section = _parts.Endpoints.Where(endpoint.Name)!;
        if (endpoint.Provider.Length > 0 && !_parts.Providers.Knows(endpoint.Provider))
        {
            section.Unknown("provider", endpoint.Provider, "is not defined.", _parts.Providers.Names);
        }

        if (endpoint.Node is not null)
        {
            AtNodes(endpoint, section);
        }

        if (endpoint.ServesAnyModel)
        {
            if (_parts.Models.Knows(endpoint.Model))
            {
                section.Wrong("model", "'auto' is a model here and stands for every model of the engine too.", "Rename the model.");
            }
        }
        else if (string.Equals(endpoint.Model, EndpointEntry.AnyModel, StringComparison.OrdinalIgnoreCase) && !_parts.Models.Knows(endpoint.Model))
        {
            section.Wrong("model", "'auto' takes every model of a node's engine, and there is no 'node' here.", "Add 'node: gpu-*', or name the model.");
        }
        else if (endpoint.Model.Length > 0 && !_parts.Models.Knows(endpoint.Model))
        {
            section.Unknown("model", endpoint.Model, "is neither defined nor a known model.", _parts.Models.Names.Concat(BuiltInCards.Names));
        }

        if (_parts.Models.Knows(endpoint.Name) && !string.Equals(endpoint.Name, endpoint.Model, StringComparison.OrdinalIgnoreCase))
        {
            section.Wrong("", "has the name of another model.", "Rename it: callers ask for models, endpoints and routes by name.");
        }
    }

    // The worker on the node finds the engine's address; one that is written must not seem to count.
    private void AtNodes(EndpointEntry endpoint, Section section)
    {
        if (_parts.Providers.Values.FirstOrDefault(p => string.Equals(p.Name, endpoint.Provider, StringComparison.OrdinalIgnoreCase)) is not { } provider)
        {
            return;
        }

        if (provider.Kind != ProviderKind.OpenAICompatible)
        {
            section.Wrong("provider", $"'{provider.Name}' is no engine on a node.", "Name a provider of 'kind: openai-compatible'.");
        }
        else if (provider.BaseUrl is { IsLoopback: false })
        {
            section.Wrong("node", $"stands with provider '{provider.Name}', whose address is not on the node.", "Take 'node' out, or name a provider with an engine on loopback, such as 'engine: vllm'.");
        }
    }

    private void Route(RouteEntry route)
    {
        var section = _parts.Routes.Where(route.Name)!;
        if (_parts.Models.Knows(route.Name) || _parts.Endpoints.Knows(route.Name))
        {
            section.Wrong("", "has the name of a model or endpoint.", "Rename it: callers ask for models, endpoints and routes by name.");
        }

        if (section.Has("candidates"))
        {
            Targets(section, "candidates", route.Candidates);
        }

        _plans.Route(route, Targets, _rules, _caches);
        Targets(section, "fallbacks", route.Fallbacks);
        _rules.Route(route, section, Targets);
        _caches.Route(route, section);
    }

    private void Target(Section section, string field, string? name)
    {
        if (name is not null && !_parts.Routes.Knows(name) && !_served.Contains(name))
        {
            section.Unknown(field, name, "is no route, no model that is served and no endpoint.", _parts.Routes.Names.Concat(_served));
        }
    }

    private void Targets(Section section, string field, IReadOnlyList<string> names)
    {
        foreach (var (place, name) in names.Index())
        {
            if (name.Contains('*', StringComparison.Ordinal))
            {
                if (name.Trim('*').Length > 0 && !_served.Any(s => FileSystemName.MatchesSimpleExpression(name, s)))
                {
                    section.Unknown(field, name, "matches no model that is served and no endpoint.", _served, place);
                }
            }
            else if (!_parts.Models.Knows(name) && !_parts.Endpoints.Knows(name))
            {
                section.Unknown(field, name, "is neither a model nor an endpoint.", _parts.Models.Names.Concat(_parts.Endpoints.Names), place);
            }
            else if (!_served.Contains(name))
            {
                section.Wrong(field, $"'{name}' is served by no endpoint.", $"Add an endpoint with 'model: {name}', or take it out.", place);
            }
        }
    }

    private void Simulated()
    {
        var kinds = _parts.Providers.Values.ToDictionary(p => p.Name, p => p.Kind, StringComparer.OrdinalIgnoreCase);
        var models = _parts.Models.Values.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in _parts.Endpoints.Values)
        {
            if (!kinds.TryGetValue(endpoint.Provider, out var kind) || !models.TryGetValue(endpoint.Model, out var model))
            {
                continue;
            }

            var section = _parts.Endpoints.Where(endpoint.Name)!;
            var simulated = kind == ProviderKind.Simulated;
            if (simulated != model.Simulated is not null)
            {
                section.Wrong("provider", simulated ? $"simulates, but model '{model.Name}' has no 'simulated' section." : $"is real, but model '{model.Name}' is simulated.", "Simulated models and the simulated provider belong together.");
            }
            else if (simulated && !_parts.Defaults.AllowSimulated && section.File != Discovery.FirstRun.FileName)
            {
                section.Wrong("provider", "is simulated, which a written catalogue must allow.", "Write 'defaults: { allowSimulated: true }', or take the endpoint out.");
            }
        }
    }
}
