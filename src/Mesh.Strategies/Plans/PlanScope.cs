using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Strategies.Plans;

/// <summary>A node's place in a run.</summary>
/// <param name="Run">What all nodes share.</param>
/// <param name="Trace">What becomes of this node.</param>
/// <param name="Budget">What it and those under it may spend.</param>
/// <param name="Expiry">When its time is over.</param>
/// <param name="Depth">Nodes above it.</param>
public sealed record PlanScope(PlanRun Run, NodeTrace Trace, PlanBudget Budget, PlanExpiry Expiry, int Depth)
{
    /// <summary>When its time is over, as a timestamp.</summary>
    public long Expires => Expiry.At;

    /// <summary>Time that is left.</summary>
    public TimeSpan Left => Run.Time.GetElapsedTime(Run.Time.GetTimestamp(), Expires);

    /// <summary>Asks a node under this one; returns when its first content is here. Disposing the answer ends whatever the node has begun.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">Its place under this one, such as <c>tiers[0]</c>.</param>
    /// <param name="task">What is asked of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="budget">What it may spend; null for all that this node may.</param>
    /// <param name="within">How long it may take to its first content; null for all the time that is left.</param>
    /// <param name="toItsEnd">Whether <paramref name="within"/> bounds the whole answer.</param>
    /// <exception cref="Contracts.Errors.MeshException">It cannot answer; deadline_exceeded, reason node_deadline: not within its own time.</exception>
    public async Task<PlanAnswer> AskAsync(
        IPlanNode node, string place, ChatTask task, CancellationToken cancellationToken, PlanBudget? budget = null, TimeSpan? within = null, bool toItsEnd = false)
    {
        var trace = Begin(node, place);
        if (Run.Record is { } record)
        {
            return await new RecordedNode(record, trace).AnswerAsync(Run.Decision, () => FirstContentAsync(node, trace, task, budget, within, toItsEnd, cancellationToken), heard: null);
        }

        return await FirstContentAsync(node, trace, task, budget, within, toItsEnd, cancellationToken);
    }

    /// <summary>Asks a node under this one and reads its whole answer.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">Its place under this one, such as <c>tiers[0]</c>.</param>
    /// <param name="task">What is asked of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="budget">What it may spend; null for all that this node may.</param>
    /// <param name="within">How long it may take to its end; null for all the time that is left.</param>
    /// <param name="heard">Hears of each frame as it comes; null for nobody.</param>
    /// <exception cref="Contracts.Errors.MeshException">It cannot answer; deadline_exceeded, reason node_deadline: not within its own time.</exception>
    /// <exception cref="Endpoints.EndpointException">It broke off.</exception>
    public async Task<HeldAnswer> ReadAsync(
        IPlanNode node, string place, ChatTask task, CancellationToken cancellationToken, PlanBudget? budget = null, TimeSpan? within = null, Action<ContentFrame>? heard = null)
    {
        var trace = Begin(node, place);
        if (Run.Record is { } record)
        {
            return await new RecordedNode(record, trace).AnswerAsync(Run.Decision, () => FirstContentAsync(node, trace, task, budget, within, toItsEnd: true, cancellationToken), heard);
        }

        await using var answer = await FirstContentAsync(node, trace, task, budget, within, toItsEnd: true, cancellationToken);
        return await HeldAnswer.ReadAsync(answer, heard);
    }

    /// <summary>What this node decides by more than its models' answers: in a run that is kept, what an earlier walk decided, so that a later one takes the same way.</summary>
    /// <param name="name">Names the decision among the node's.</param>
    /// <param name="decide">Decides.</param>
    /// <param name="write">The decision as a text.</param>
    /// <param name="read">The text as a decision.</param>
    /// <exception cref="OperationCanceledException">The walk is over.</exception>
    internal async ValueTask<T> SameAsync<T>(string name, Func<T> decide, Func<T, string> write, Func<string, T> read) =>
        Run.Record is { } record ? read(await new RecordedChoice(record, $"{Trace.Path}/={name}").SameAsync(() => write(decide()))) : decide();

    private NodeTrace Begin(IPlanNode node, string place)
    {
        PlanRun.EnsureDepth(Depth + 1);
        return Trace.Begin(node.Entry, place);
    }

    private async Task<PlanAnswer> FirstContentAsync(IPlanNode node, NodeTrace trace, ChatTask task, PlanBudget? budget, TimeSpan? within, bool toItsEnd, CancellationToken cancellationToken)
    {
        NodeSpans.Enter(trace.Span);
        var limit = NodeDeadline.Of(Run.Time, within, Left, cancellationToken);
        var expiry = new PlanExpiry(within is { } own ? Run.Time.GetTimestamp() + (long)(own.TotalSeconds * Run.Time.TimestampFrequency) : long.MaxValue, Expiry);
        try
        {
            var answer = await node.AnswerAsync(task, new PlanScope(Run, trace, budget ?? Budget, expiry, Depth + 1), limit.Token);
            if (!toItsEnd)
            {
                limit.Lift();
                expiry.Lift();
            }

            return new TracedAnswer(answer, trace, limit);
        }
        catch (Exception e)
        {
            using (limit)
            {
                var told = limit.Told(e);
                trace.End(NodeFailures.State(told), NodeFailures.Reason(told));
                if (!ReferenceEquals(told, e))
                {
                    throw told;
                }
            }

            throw;
        }
    }
}
