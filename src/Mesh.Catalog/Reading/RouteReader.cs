using Mesh.Catalog.Rules;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one route.</summary>
internal static class RouteReader
{
    public static readonly TimeSpan LeastDeadline = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan MostDeadline = TimeSpan.FromHours(24);
    private static readonly string[] s_targets = ["model", "endpoint", "candidates"];

    public static RouteEntry Read(string name, Section section)
    {
        var candidates = section.Texts("candidates");
        var planned = Plan(section);
        if (section.Has("candidates") && section.Has("plan"))
        {
            section.Wrong("plan", "stands beside 'candidates'.", "Keep one of them.");
        }

        if (candidates is { Count: 0 })
        {
            section.Wrong("candidates", "is empty.", "Name models or endpoints, or write [\"*\"].");
        }

        var budget = section.Child("budget");
        var route = new RouteEntry
        {
            Name = name,
            Prefer = section.Choice("prefer", Vocabulary.Preferences) ?? Prefer.Balanced,
            Balance = section.Choice("balance", Vocabulary.Balances) ?? Balance.LeastLoad,
            Candidates = candidates ?? planned ?? ["*"],
            Fallbacks = section.Texts("fallbacks") ?? [],
            Deadline = section.Duration("deadline", LeastDeadline, MostDeadline),
            MaxCostUsd = budget?.Number("maxCostUsd", 0, 1_000_000),
            MaxTime = budget?.Duration("maxTime", LeastDeadline, MostDeadline),
            MinQuality = (double?)section.Number("minQuality", 0, 1),
            Class = section.Choice("class", Vocabulary.Classes) ?? WorkClass.Standard,
            OnInterruption = section.Choice("onInterruption", Vocabulary.Interruptions) ?? OnInterruption.Stop,
            Rules = RuleReader.Read(section),
            Weights = RuleReader.Weights(section),
            MaxVendorShare = (double?)section.Number("maxVendorShare", 0.01m, 1),
            MaxVendorSpend = (double?)section.Number("maxVendorSpend", 0.01m, 1),
            Cache = CacheReader.Read(section),
            Answers = AnswersReader.Read(name, section),
            Hedge = section.Flag("hedge") ?? false,
        };
        budget?.Finish();
        section.Finish();
        return route;
    }

    /// <summary>The section and the field in which a route's candidates stand; null when it names none.</summary>
    public static (Section Section, string Field)? Candidates(Section route) =>
        route.Has("candidates") ? (route, "candidates")
        : route.IsGroup("plan") && route.Child("plan")!.IsGroup("single") && route.Child("plan")!.Child("single") is { } single && s_targets.FirstOrDefault(single.Has) is { } field ? (single, field)
        : null;

    private static IReadOnlyList<string>? Plan(Section section)
    {
        if (section.Child("plan") is not { } plan)
        {
            return null;
        }

        IReadOnlyList<string>? candidates = null;
        foreach (var node in plan.Keys.Where(n => !Vocabulary.PlanNodes.Contains(n)))
        {
            var (problem, meant) = Vocabulary.PlanNodesToCome.Contains(node) ? ("is a plan node that is not built yet.", "")
                : Nearest.Find(node, [.. Vocabulary.PlanNodes, .. Vocabulary.PlanNodesToCome]) is { } near ? ("is not a plan node.", $"Did you mean '{near}'? ")
                : ("is not a plan node.", "");
            plan.Wrong(node, problem, $"{meant}Built is: {string.Join(", ", Vocabulary.PlanNodes)}.");
        }

        if (plan.Child("single") is { } single)
        {
            candidates = Single(single);
        }
        else if (!plan.Keys.Any())
        {
            plan.Wrong("", "names no plan node.", $"Built is: {string.Join(", ", Vocabulary.PlanNodes)}.");
        }

        return candidates;
    }

    private static IReadOnlyList<string>? Single(Section single)
    {
        IReadOnlyList<string>? named = (single.Text("model") ?? single.Text("endpoint")) is { } one ? [one] : null;
        var several = single.Texts("candidates");
        if ((s_targets.Count(single.Has) != 1 && single.Keys.All(s_targets.Contains)) || several is { Count: 0 })
        {
            single.Wrong("", "must name exactly one of 'model', 'endpoint' and 'candidates'.", "Write one of them, such as { model: gpt-5 } or { candidates: [gpt-5, gpt-5-mini] }.");
        }

        single.Finish();
        return named ?? several;
    }
}
