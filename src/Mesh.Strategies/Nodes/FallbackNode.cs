using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>The first node that answers. One that breaks off after its first content is not replaced: it has been seen.</summary>
internal sealed class FallbackNode(string route, FallbackEntry entry) : IPlanNode
{
    private readonly IPlanNode[] _nodes = PlanNodes.Under(route, entry.Tried);

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var failures = new List<(string, Exception)>(_nodes.Length);
        foreach (var (place, node) in _nodes.Index())
        {
            try
            {
                return await scope.AskAsync(node, $"fallback[{place}]", task, cancellationToken, within: Share(scope, place));
            }
            catch (Exception e) when (NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
            {
                failures.Add(($"fallback[{place}]", e));
            }
        }

        throw NodeFailures.Joined(failures);
    }

    // A silent first node must leave the others time: each has its part of what is left, and the last one all of it.
    private TimeSpan? Share(PlanScope scope, int place) => place == _nodes.Length - 1 ? null : scope.Left / (_nodes.Length - place);
}
