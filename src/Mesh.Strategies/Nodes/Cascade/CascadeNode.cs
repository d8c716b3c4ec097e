using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>Asks its tiers one after the other, cheapest first, until the answer of one is accepted.</summary>
internal sealed class CascadeNode(string route, CascadeEntry entry) : IPlanNode
{
    private readonly TierNode[] _tiers = [.. entry.Tiers.Select((t, at) => TierNode.Of(route, t, at))];

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        if (entry.Gains is { } gains)
        {
            return await new GainRun(gains, new CascadeRun(route, entry, _tiers, task, scope, cancellationToken), task, scope).AnswerAsync();
        }

        if (!entry.Streams || !task.Streaming || !task.Accepts.HasFlag(CallerSignals.Reset))
        {
            return (await new CascadeRun(route, entry, _tiers, task, scope, cancellationToken).FromAsync(0)).Answer;
        }

        // Its caller is told once that the answer begins anew: tiers that are cascades themselves are held.
        return await StreamedCascade.BeginAsync(new CascadeRun(route, entry, _tiers, task.Accepting(task.Accepts & ~CallerSignals.Reset), scope, cancellationToken));
    }
}
