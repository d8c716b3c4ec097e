using Mesh.Contracts.Chat;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>Asks nodes one after the other until one answers. One that breaks off after its first content is not replaced: it has been seen.</summary>
internal static class FirstAnswer
{
    /// <summary>The answer of the first that has one.</summary>
    /// <param name="scope">The asking node's place in the run.</param>
    /// <param name="tried">The nodes with their places, in order; at least one.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Contracts.Errors.MeshException">None has: the last one's error.</exception>
    public static async Task<PlanAnswer> OfAsync(PlanScope scope, IReadOnlyList<(string Place, IPlanNode Node)> tried, ChatTask task, CancellationToken cancellationToken)
    {
        var failures = new List<(string, Exception)>(tried.Count);
        foreach (var (i, (place, node)) in tried.Index())
        {
            try
            {
                return await scope.AskAsync(node, place, task, cancellationToken, within: Share(scope, tried.Count - i));
            }
            catch (Exception e) when (NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
            {
                failures.Add((place, e));
            }
        }

        throw NodeFailures.Joined(failures);
    }

    // A silent first node must leave the others time: each has its part of what is left, and the last one all of it.
    private static TimeSpan? Share(PlanScope scope, int left) => left == 1 ? null : scope.Left / left;
}
