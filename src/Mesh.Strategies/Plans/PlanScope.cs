using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>A node's place in a run.</summary>
/// <param name="Run">What all nodes share.</param>
/// <param name="Trace">What becomes of this node.</param>
/// <param name="Budget">What it and those under it may spend.</param>
/// <param name="Expires">When its time is over, as a timestamp.</param>
/// <param name="Depth">Nodes above it.</param>
public sealed record PlanScope(PlanRun Run, NodeTrace Trace, PlanBudget Budget, long Expires, int Depth)
{
    /// <summary>Time that is left.</summary>
    public TimeSpan Left => Run.Time.GetElapsedTime(Run.Time.GetTimestamp(), Expires);

    /// <summary>Asks a node under this one; returns when its first content is here. Disposing the answer ends whatever the node has begun.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">Its place under this one, such as <c>tiers[0]</c>.</param>
    /// <param name="task">What is asked of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="budget">What it may spend; null for all that this node may.</param>
    /// <param name="within">How long it may take: to its first content, or to its end where it is read whole. Null for all the time that is left.</param>
    /// <exception cref="Contracts.Errors.MeshException">It cannot answer; deadline_exceeded, reason node_deadline: not within its own time.</exception>
    public async Task<PlanAnswer> AskAsync(IPlanNode node, string place, ChatTask task, CancellationToken cancellationToken, PlanBudget? budget = null, TimeSpan? within = null)
    {
        var (answer, limit) = await BeginAsync(node, place, task, budget, within, cancellationToken);
        limit.Lift();
        return answer;
    }

    /// <summary>Asks a node under this one and reads its whole answer.</summary>
    /// <inheritdoc cref="AskAsync"/>
    /// <exception cref="Endpoints.EndpointException">It broke off.</exception>
    public async Task<HeldAnswer> ReadAsync(IPlanNode node, string place, ChatTask task, CancellationToken cancellationToken, PlanBudget? budget = null, TimeSpan? within = null)
    {
        var (answer, _) = await BeginAsync(node, place, task, budget, within, cancellationToken);
        await using (answer)
        {
            return await HeldAnswer.ReadAsync(answer);
        }
    }

    private async Task<(PlanAnswer Answer, NodeDeadline Limit)> BeginAsync(IPlanNode node, string place, ChatTask task, PlanBudget? budget, TimeSpan? within, CancellationToken cancellationToken)
    {
        PlanRun.EnsureDepth(Depth + 1);
        var trace = Trace.Begin(node.Entry, place);
        NodeSpans.Enter(trace.Span);
        var limit = NodeDeadline.Of(Run.Time, within, Left, cancellationToken);
        var expires = within is { } own ? Math.Min(Expires, Run.Time.GetTimestamp() + (long)(own.TotalSeconds * Run.Time.TimestampFrequency)) : Expires;
        try
        {
            var answer = await node.AnswerAsync(task, new PlanScope(Run, trace, budget ?? Budget, expires, Depth + 1), limit.Token);
            return (new TracedAnswer(answer, trace, limit), limit);
        }
        catch (Exception e)
        {
            using (limit)
            {
                var told = limit.Told(e);
                trace.End(told is OperationCanceledException ? NodeState.Cancelled : NodeState.Failed, NodeFailures.Reason(told));
                if (!ReferenceEquals(told, e))
                {
                    throw told;
                }
            }

            throw;
        }
    }
}
