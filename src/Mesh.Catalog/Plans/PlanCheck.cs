using Mesh.Catalog.Checking;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Checks that the leaves of plans lead somewhere, and that plans that name each other's routes come to an end.</summary>
/// <param name="parts">What the files gave.</param>
internal sealed class PlanCheck(CatalogParts parts)
{
    private readonly Dictionary<string, int> _depths = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the plan of one route.</summary>
    /// <param name="route">The route.</param>
    /// <param name="targets">Checks names of models and endpoints.</param>
    /// <param name="rules">Checks names of conditions, and classes of tasks.</param>
    public void Route(RouteEntry route, Action<Section, string, IReadOnlyList<string>> targets, RuleCheck rules)
    {
        foreach (var place in parts.PlanPlaces.Where(p => p.Owner == route.Name))
        {
            if (place.Condition is { } condition)
            {
                rules.Condition(condition, place.Section, place.Field);
            }
            else if (place.AreTasks)
            {
                rules.Tasks(place.Names, place.Section, place.Field);
            }
            else if (place.AreScorers)
            {
                foreach (var name in place.Names.Where(n => !parts.Scorers.Knows(n)))
                {
                    place.Section.Unknown(place.Field, name, "is not a scorer.", parts.Scorers.Names);
                }
            }
            else if (!place.IsRoute)
            {
                targets(place.Section, place.Field, place.Names);
            }
            else if (!parts.Routes.Knows(place.Names[0]))
            {
                place.Section.Unknown("route", place.Names[0], "is not a route.", parts.Routes.Names);
            }
            else if (Depth(route.Name, []) is not (> 0 and <= NodeEntry.MaxDepth))
            {
                place.Section.Wrong("route", $"'{place.Names[0]}' leads back to '{route.Name}', or more than {NodeEntry.MaxDepth} nodes deep.", "Name a route whose plan does not need this one.");
            }
        }
    }

    // Nodes on the longest way through a route's plan; 0 for a way without end.
    private int Depth(string name, HashSet<string> above)
    {
        if (_depths.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!above.Add(name))
        {
            return 0;
        }

        var plan = parts.Routes.Values.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))?.Plan;
        var depth = plan is null ? 1 : Depth(plan, above);
        above.Remove(name);
        return _depths[name] = depth;
    }

    private int Depth(NodeEntry node, HashSet<string> above)
    {
        int[] under = node is SingleEntry { Route: { } route } ? [Depth(route, above)] : [.. node.Nodes.Select(n => Depth(n, above))];
        return under.Contains(0) ? 0 : 1 + under.DefaultIfEmpty(0).Max();
    }
}
