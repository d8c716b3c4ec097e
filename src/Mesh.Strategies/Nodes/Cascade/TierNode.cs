using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>A tier that is ready to be asked.</summary>
/// <param name="Node">Who answers.</param>
/// <param name="Place">Its place, such as <c>tiers[0]</c>.</param>
/// <param name="Accept">When its answer is accepted; null for the last one.</param>
/// <param name="Judge">Who verifies its answers; itself where no other is named.</param>
/// <param name="Leaves">The models behind it.</param>
internal sealed record TierNode(IPlanNode Node, string Place, TierAccept? Accept, IPlanNode Judge, TierLeaves Leaves)
{
    public static TierNode Of(string route, CascadeTier tier, int at)
    {
        var node = PlanNodes.Under(route, tier.Node);
        return new TierNode(node, $"tiers[{at}]", tier.Accept, tier.Accept?.Judge is { } judge ? PlanNodes.Under(route, judge) : node, new TierLeaves(route, tier.Node));
    }
}
