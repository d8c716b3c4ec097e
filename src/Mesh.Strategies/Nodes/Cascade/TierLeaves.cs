using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>The models behind a tier, as the router sees them before anybody is asked.</summary>
internal sealed class TierLeaves
{
    // Of an answer whose length nobody has bounded.
    private const int UsualOutput = 300;

    private readonly SingleNode[] _leaves;

    public TierLeaves(string route, NodeEntry tier) => _leaves = [.. Under(tier).Select(l => new SingleNode(route, l))];

    /// <summary>What the tier is expected to need: the cost of all its leaves, and the time of the slowest. A leaf that is another route's plan counts nothing.</summary>
    public TierNeed Need(ChatTask task, PlanScope scope) => _leaves.Select(l => Need(Quote(l, task, scope), task.Query.MaxOutputTokens)).Aggregate(default(TierNeed), (sum, n) => sum.Beside(n));

    /// <summary>Who may answer at any of them, and who may not and why.</summary>
    public IReadOnlyList<Candidate> Candidates(ChatTask task, PlanScope scope) => [.. _leaves.SelectMany(l => Quote(l, task, scope)?.Decision.Candidates ?? [])];

    /// <summary>Whether every model that may answer tells the probabilities of its tokens.</summary>
    public bool TellLogprobs(ChatTask task, PlanScope scope)
    {
        var asking = task.Asking(task.Query with { Needs = task.Query.Needs | ModelCapabilities.Logprobs });
        return _leaves.All(l => Quote(l, task, scope) is { Plan: null, Decision.Eligible: > 0 and var all } && Quote(l, asking, scope)?.Decision.Eligible == all);
    }

    private static CallQuote? Quote(SingleNode leaf, ChatTask task, PlanScope scope)
    {
        try
        {
            return leaf.Quote(task, scope);
        }
        catch (MeshException)
        {
            return null;
        }
    }

    private static TierNeed Need(CallQuote? quote, int? wanted)
    {
        if (quote is not { Plan: null, Decision.Eligible: > 0 })
        {
            return default;
        }

        var (first, query) = (quote.Decision.Candidates[0], quote.Task.Query);
        var unexpected = Math.Max(0, query.InputTokensAtMost - query.InputTokensExpected);
        return new TierNeed((decimal)first.CostUsd + (unexpected * quote.Prices[0].In / 1_000_000m), query.InputTokensAtMost + Math.Min(wanted ?? UsualOutput, UsualOutput), first.Seconds);
    }

    private static IEnumerable<SingleEntry> Under(NodeEntry node) => node is SingleEntry single ? [single] : node.Nodes.SelectMany(Under);
}
