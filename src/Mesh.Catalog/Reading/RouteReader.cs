using Mesh.Catalog.Plans;
using Mesh.Catalog.Rules;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one route.</summary>
internal static class RouteReader
{
    public static readonly TimeSpan LeastDeadline = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan MostDeadline = TimeSpan.FromHours(24);

    public static RouteEntry Read(string name, Section section, List<PlanPlace> places)
    {
        var candidates = section.Texts("candidates");
        var (planned, plan) = Plan(name, section, places);
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
            Plan = plan,
            MaxTokens = budget?.Integer("maxTokens", 1, 1_000_000_000),
        };
        budget?.Finish();
        section.Finish();
        return route;
    }

    // A plan of one leaf is the same as its candidates.
    private static (IReadOnlyList<string>? Candidates, NodeEntry? Plan) Plan(string name, Section section, List<PlanPlace> places)
    {
        if (section.Child("plan") is not { } group || new NodeReader(name, places).Read(group) is not { } plan)
        {
            return default;
        }

        string[] candidates = [.. Leaves(plan).SelectMany(l => l.Candidates).Distinct(StringComparer.OrdinalIgnoreCase)];
        return (candidates.Length == 0 ? null : candidates, plan is SingleEntry { Route: null, Prefer: null, MaxOutputTokens: null } ? null : plan);
    }

    private static IEnumerable<SingleEntry> Leaves(NodeEntry node) => node is SingleEntry single ? [single] : node.Nodes.SelectMany(Leaves);
}
