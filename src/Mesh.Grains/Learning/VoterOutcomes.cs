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
        // Members of a vote have an own confidence; prose, judged and fused answers have none.
        (NodeReport Call, bool Used)[] voters =
        [
            .. from voter in Answering(plan, n => n.Kind == Vote)?.Nodes ?? []
               where voter is { State: NodeState.Done, Confidence: not null }
               let call = Answering(voter, n => n is { DecisionId: not null, Model: not null })
               where call is not null
               select (call, voter.Used),
        ];
        var given = Array.FindIndex(voters, v => v.Used && string.Equals(v.Call.Model, model, StringComparison.OrdinalIgnoreCase));
        return voters.Index().Where(v => given >= 0 && v.Index != given && (v.Item.Used || score >= Right)).Select(v => (v.Item.Call.DecisionId!, v.Item.Call.Model!, v.Item.Used ? score : 1 - score));
    }

    // The node itself, or the one under it that answered; null where several did.
    private static NodeReport? Answering(NodeReport? node, Func<NodeReport, bool> isIt) =>
        node is null || isIt(node) ? node : node.Nodes.Where(n => n.State == NodeState.Done).ToArray() is [var only] ? Answering(only, isIt) : null;
}
