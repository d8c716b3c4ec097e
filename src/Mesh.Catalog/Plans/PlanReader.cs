using System.Text;
using Mesh.Catalog.Checking;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using YamlDotNet.Core;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a plan that stands alone, such as one that a caller sends with a request: as strictly as a catalogue's, over the names of a catalogue.</summary>
public static class PlanReader
{
    /// <summary>Largest plan, in bytes of UTF-8.</summary>
    public const int MostBytes = 32 * 1024;

    // No route can have it.
    private const string Owner = "";

    /// <summary>Reads and checks a plan.</summary>
    /// <param name="text">The plan in YAML, or in JSON, as it stands under 'plan' of a route.</param>
    /// <param name="catalogue">Whose models, endpoints and routes it may name.</param>
    public static PlanReading Read(string text, CatalogDocument catalogue)
    {
        var mistakes = new Mistakes();
        if (Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            mistakes.Add("plan", new Mark(0, 1, 1), "", $"is larger than {MostBytes / 1024} KiB.", "Send a smaller plan, or have it written in the catalogue.");
            return new PlanReading(null, mistakes.All);
        }

        var parts = Parts(catalogue, mistakes);
        if (YamlFile.Parse(new CatalogFile("plan", text), mistakes) is not { } top)
        {
            if (mistakes.All.Count == 0)
            {
                mistakes.Add("plan", new Mark(0, 1, 1), "", "is empty.", "Write a node, such as { model: gpt-5 }, or leave the field out.");
            }

            return new PlanReading(null, mistakes.All);
        }

        if (new NodeReader(Owner, parts.PlanPlaces).Read(top) is { } plan && mistakes.All.Count == 0)
        {
            var route = new RouteEntry { Name = Owner, Plan = plan };
            parts.Routes.AddBuiltIn(Owner, route);
            ReferenceCheck.Plan(parts, route);
            return new PlanReading(mistakes.All.Count == 0 ? plan : null, mistakes.All);
        }

        return new PlanReading(null, mistakes.All);
    }

    private static CatalogParts Parts(CatalogDocument catalogue, Mistakes mistakes)
    {
        var parts = new CatalogParts(mistakes);
        foreach (var model in catalogue.Models)
        {
            parts.Models.AddBuiltIn(model.Name, model);
        }

        foreach (var endpoint in catalogue.Endpoints)
        {
            parts.Endpoints.AddBuiltIn(endpoint.Name, endpoint);
        }

        foreach (var route in catalogue.Routes)
        {
            parts.Routes.AddBuiltIn(route.Name, route);
        }

        foreach (var task in catalogue.Tasks)
        {
            parts.Tasks.AddBuiltIn(task.Name, task);
        }

        foreach (var scorer in catalogue.Scorers)
        {
            parts.Scorers.AddBuiltIn(scorer.Name, scorer);
        }

        return parts;
    }
}
