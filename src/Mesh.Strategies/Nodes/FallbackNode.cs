using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>The first node that answers.</summary>
internal sealed class FallbackNode(string route, FallbackEntry entry) : IPlanNode
{
    private readonly (string Place, IPlanNode Node)[] _nodes = [.. PlanNodes.Under(route, entry.Tried).Select((n, i) => ($"fallback[{i}]", n))];

    public NodeEntry Entry => entry;

    public Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken) => FirstAnswer.OfAsync(scope, _nodes, task, cancellationToken);
}
