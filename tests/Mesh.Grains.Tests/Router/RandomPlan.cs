using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;

namespace Mesh.Grains.Tests.Router;

/// <summary>Random trees over models and routes. A kind of node joins them by a line.</summary>
internal static class RandomPlan
{
    private static readonly Dictionary<string, double> s_chat = new() { ["chat"] = 0.9 };

    /// <summary>A tree of at most three nodes above each other.</summary>
    /// <param name="random">The draws.</param>
    /// <param name="models">Models that leaves may name.</param>
    /// <param name="routes">Routes that leaves may name, whose plans lead back to none that comes later.</param>
    /// <param name="levels">Nodes that may stand above a leaf.</param>
    public static NodeEntry Of(Random random, string[] models, string[] routes, int levels = 2)
    {
        if (levels == 0 || random.Next(3) == 0)
        {
            return Leaf(random, models, routes);
        }

        NodeEntry[] under = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Of(random, models, routes, levels - 1))];
        Func<NodeEntry>[] kinds =
        [
            () => new FallbackEntry(under),
            () => new RuleEntry([new AnswerRule { Name = "greeting", Exact = ["hello"], Text = "Hello." }]) { Else = random.Next(4) == 0 ? null : under[0] },
            () => new CacheEntry(under[0], new CachePolicy { Ttl = TimeSpan.FromMinutes(1), Sampled = true }),
            () => Ensemble(random, under, Leaf(random, models, routes)),
            () => new CascadeEntry([.. under.Select(u => new CascadeTier(u, new TierAccept { Confidence = random.NextDouble(), Sources = [TierSource.Checks, TierSource.Verify], Judge = Leaf(random, models, routes) })), new CascadeTier(Leaf(random, models, routes), null)]),
            () => new GateEntry([.. under.Select((u, i) => new GateExpert($"e{i}", u) { Tasks = s_chat })]) { Top = random.Next(1, 4), Split = random.Next(2) == 0, Merge = Leaf(random, models, routes), Fallback = Leaf(random, models, routes) },
            () => new SelectEntry([.. under.Select((u, i) => new SelectOption($"o{i}", u))]),
            () => new PipelineEntry([.. under.Select((u, i) => new PipelineStep($"s{i}", u) { Prompt = i == 0 ? null : $"{{{{question}}}} {{{{steps.s{i - 1}.text}}}}", Optional = random.Next(2) == 0 })]),
            () => new DecomposeEntry { Planner = Leaf(random, models, routes), Workers = [.. under.Select(u => new DecomposeWorker(u, []))], Synthesiser = Leaf(random, models, routes) },
        ];
        return kinds[random.Next(kinds.Length)]();
    }

    // One that has a judge or a synthesiser shows it what all members said, and the question.
    private static EnsembleEntry Ensemble(Random random, NodeEntry[] under, NodeEntry other)
    {
        var combine = Enum.GetValues<Combine>()[random.Next(Enum.GetValues<Combine>().Length)];
        return new EnsembleEntry(under) { Combine = combine, Samples = random.Next(1, 3), Judge = combine == Combine.Judge ? other : null, Synthesiser = combine == Combine.Fuse ? other : null };
    }

    private static SingleEntry Leaf(Random random, string[] models, string[] routes) => routes.Length > 0 && random.Next(4) == 0
        ? new SingleEntry { Route = routes[random.Next(routes.Length)] }
        : new SingleEntry { Candidates = random.Next(4) == 0 ? ["*"] : [.. models.OrderBy(_ => random.Next()).Take(random.Next(1, models.Length + 1))] };
}
