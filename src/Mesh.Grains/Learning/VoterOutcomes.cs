using Mesh.Contracts.Plans;

namespace Mesh.Grains.Learning;

/// <summary>
/// What is said of a plan's answer, as it holds for the members of the vote by which it was elected: those who gave it are as good as it is, and where it is right, those who gave
/// another answer were wrong. Where it is wrong, nobody knows who of them was right.
/// </summary>
internal static class VoterOutcomes
{
    private const string Vote = "ensemble";

    // Scores from which on an answer counts as right.
    private const double Right = 0.5;

    /// <summary>Each other member's call, its model and its score; none where the answer was not elected.</summary>
    /// <param name="plan">What the plan's nodes did; null for no plan.</param>
    /// <param name="model">The model whose words were given: its own score is counted by the plan's decision.</param>
    /// <param name="score">What was said of the answer, 0 to 1.</param>
    public static IEnumerable<(string Decision, string Model, double Score)> Of(NodeReport? plan, string model, double score)
    {
        var voters = Voters(plan);
        var given = Given(voters, model);
        return voters.Index().Where(v => given >= 0 && v.Index != given && (v.Item.Used || score >= Right)).Select(v => (v.Item.Call.DecisionId!, v.Item.Call.Model!, v.Item.Used ? score : 1 - score));
    }

    /// <summary>The decision of the call whose words were given: of its model it counts once, whether somebody speaks of the plan's answer, of the call or of both. Null where that cannot be told.</summary>
    /// <param name="plan">What the plan's nodes did; null for no plan.</param>
    /// <param name="model">The model whose words were given.</param>
    public static string? Given(NodeReport? plan, string model)
    {
        var (node, seen) = (plan, plan);
        while (node is { DecisionId: null })
        {
            (seen, var done) = (node, node.Nodes.Where(n => n.State == NodeState.Done).ToArray());
            node = done.Where(n => n.Used).ToArray() is [var used] ? used : done is [var only] ? only : null;
        }

        if (node is null && seen is { Kind: Vote } && Voters(seen) is var voters && Given(voters, model) is >= 0 and var given)
        {
            return voters[given].Call.DecisionId;
        }

        return string.Equals(node?.Model, model, StringComparison.OrdinalIgnoreCase) ? node?.DecisionId : null;
    }

    // Members of a vote have an own confidence; prose, judged and fused answers have none.
    private static (NodeReport Call, bool Used)[] Voters(NodeReport? plan) =>
    [
        .. from voter in Answering(plan, n => n.Kind == Vote)?.Nodes ?? []
           where voter is { State: NodeState.Done, Confidence: not null }
           let call = Answering(voter, n => n is { DecisionId: not null, Model: not null })
           where call is not null
           select (call, voter.Used),
    ];

    private static int Given((NodeReport Call, bool Used)[] voters, string model) =>
        Array.FindIndex(voters, v => v.Used && string.Equals(v.Call.Model, model, StringComparison.OrdinalIgnoreCase));

    // The node itself, or the one under it that answered; null where several did.
    private static NodeReport? Answering(NodeReport? node, Func<NodeReport, bool> isIt) =>
        node is null || isIt(node) ? node : node.Nodes.Where(n => n.State == NodeState.Done).ToArray() is [var only] ? Answering(only, isIt) : null;
}
