using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one route.</summary>
internal static class RouteReader
{
    public static RouteEntry Read(string name, Section section)
    {
        var candidates = section.Texts("candidates");
        var planned = Plan(section);
        if (candidates is not null && planned is not null)
        {
            section.Wrong("plan", "stands beside 'candidates'.", "Keep one of them.");
        }

        var budget = section.Child("budget");
        var route = new RouteEntry
        {
            Name = name,
            Prefer = section.Choice("prefer", Vocabulary.Preferences) ?? Prefer.Balanced,
            Balance = section.Choice("balance", Vocabulary.Balances) ?? Balance.LeastLoad,
            Candidates = candidates ?? planned ?? ["*"],
            Fallbacks = section.Texts("fallbacks") ?? [],
            Deadline = section.Duration("deadline", TimeSpan.FromHours(24)),
            MaxCostUsd = budget?.Number("maxCostUsd", 0, 1_000_000),
            MinQuality = (double?)section.Number("minQuality", 0, 1),
        };
        if (route.Candidates.Count == 0)
        {
            section.Wrong("candidates", "is empty.", "Name models or endpoints, or write [\"*\"].");
        }

        if (route.Deadline == TimeSpan.Zero)
        {
            section.Wrong("deadline", "is zero: nothing could answer.", "Write a time such as 20s.");
        }

        budget?.Finish();
        section.Finish();
        return route;
    }

    private static string[]? Plan(Section section)
    {
        if (section.Child("plan") is not { } plan)
        {
            return null;
        }

        string[]? candidates = null;
        foreach (var node in plan.Keys())
        {
            if (node == "single" && plan.Child(node) is { } single)
            {
                candidates = [.. new[] { single.Text("model"), single.Text("endpoint") }.OfType<string>(), .. single.Texts("candidates") ?? []];
                single.Finish();
            }
            else if (Vocabulary.PlanNodesToCome.Contains(node))
            {
                plan.Wrong(node, "is a plan node that is not built yet.", "Built is: single.");
            }
            else if (node != "single")
            {
                plan.Wrong(node, "is not a plan node.", Nearest.Mend(node, ["single", .. Vocabulary.PlanNodesToCome]));
            }
        }

        return candidates;
    }
}
