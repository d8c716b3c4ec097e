using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Checking;

/// <summary>Checks what can only be seen when all files are read: that every name leads somewhere, and to one thing.</summary>
internal static class ReferenceCheck
{
    public static void Run(CatalogParts parts, Mistakes mistakes)
    {
        foreach (var endpoint in parts.Endpoints.Values)
        {
            CheckEndpoint(parts, endpoint);
        }

        foreach (var route in parts.Routes.Values)
        {
            CheckRoute(parts, route);
        }

        CheckSimulated(parts);
        if (parts.Endpoints.Values.Count == 0 && mistakes.All.Count == 0)
        {
            mistakes.Add("catalog", new YamlDotNet.Core.Mark(0, 1, 1), "endpoints", "is empty: nothing could be served.", "Add at least one endpoint (see catalog.sample.yaml).");
        }
    }

    private static void CheckEndpoint(CatalogParts parts, EndpointEntry endpoint)
    {
        var section = parts.Endpoints.Where(endpoint.Name)!;
        if (endpoint.Provider.Length > 0 && !parts.Providers.Knows(endpoint.Provider))
        {
            section.Wrong("provider", $"'{endpoint.Provider}' is not defined.", Nearest.Mend(endpoint.Provider, parts.Providers.Names));
        }

        if (endpoint.Model.Length > 0 && !parts.Models.Knows(endpoint.Model))
        {
            section.Wrong("model", $"'{endpoint.Model}' is neither defined nor a known model.", Nearest.Mend(endpoint.Model, parts.Models.Names));
        }

        if (parts.Models.Knows(endpoint.Name) && !string.Equals(endpoint.Name, endpoint.Model, StringComparison.OrdinalIgnoreCase))
        {
            section.Wrong("", "has the name of another model.", "Rename it: callers ask for models, endpoints and routes by name.");
        }
    }

    private static void CheckRoute(CatalogParts parts, RouteEntry route)
    {
        var section = parts.Routes.Where(route.Name)!;
        if (parts.Models.Knows(route.Name) || parts.Endpoints.Knows(route.Name))
        {
            section.Wrong("", "has the name of a model or endpoint.", "Rename it: callers ask for models, endpoints and routes by name.");
        }

        foreach (var (field, names) in new[] { ("candidates", route.Candidates), ("fallbacks", route.Fallbacks) })
        {
            foreach (var name in names.Where(n => !n.Contains('*') && !parts.Models.Knows(n) && !parts.Endpoints.Knows(n)))
            {
                section.Wrong(section.Has(field) ? field : "plan", $"'{name}' is neither a model nor an endpoint.", Nearest.Mend(name, parts.Models.Names.Concat(parts.Endpoints.Names)));
            }
        }
    }

    private static void CheckSimulated(CatalogParts parts)
    {
        var kinds = parts.Providers.Values.ToDictionary(p => p.Name, p => p.Kind, StringComparer.OrdinalIgnoreCase);
        var models = parts.Models.Values.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in parts.Endpoints.Values)
        {
            if (!kinds.TryGetValue(endpoint.Provider, out var kind) || !models.TryGetValue(endpoint.Model, out var model))
            {
                continue;
            }

            var section = parts.Endpoints.Where(endpoint.Name)!;
            var simulated = kind == ProviderKind.Simulated;
            if (simulated != model.Simulated is not null)
            {
                section.Wrong("provider", simulated ? $"simulates, but model '{model.Name}' has no 'simulated' section." : $"is real, but model '{model.Name}' is simulated.", "Simulated models and the simulated provider belong together.");
            }
            else if (simulated && !parts.Defaults.AllowSimulated && section.File != Discovery.FirstRun.FileName)
            {
                section.Wrong("provider", "is simulated, which a written catalogue must allow.", "Write 'defaults: { allowSimulated: true }', or take the endpoint out.");
            }
        }
    }
}
