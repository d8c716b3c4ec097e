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
        NodeReport[] voters = [.. Elected(plan)?.Nodes.Where(n => n is { State: NodeState.Done, Confidence: not null, DecisionId: not null, Model: not null }) ?? []];
        var given = Array.FindIndex(voters, v => v.Used && string.Equals(v.Model, model, StringComparison.OrdinalIgnoreCase));
        return voters.Index().Where(v => given >= 0 && v.Index != given && (v.Item.Used || score >= Right)).Select(v => (v.Item.DecisionId!, v.Item.Model!, v.Item.Used ? score : 1 - score));
    }

    // The vote that gave the answer: the plan itself, or the one node under it that answered.
    private static NodeReport? Elected(NodeReport? node) => node switch
    {
        null or { Kind: Vote } => node,
        _ when node.Nodes.Where(n => n.State == NodeState.Done).ToArray() is [var only] => Elected(only),
        _ => null,
    };
}
