using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes;
using Mesh.Strategies.Nodes.Escalating;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Strategies.Plans;

/// <summary>Answers requests by plans.</summary>
/// <param name="calls">The way to models.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Numbers from 0 to 1; safe from any thread.</param>
public sealed class PlanWalk(IModelCalls calls, TimeProvider time, Func<double> draw)
{
    /// <summary>Answers; returns when the first content is here.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trace">Takes what its nodes do.</param>
    /// <param name="decision">The decision that led to it.</param>
    /// <param name="task">The request.</param>
    /// <param name="budget">What it may spend.</param>
    /// <param name="expires">When its time is over, as a timestamp.</param>
    /// <param name="cancellationToken">Ends it, with every call that it has begun.</param>
    /// <param name="durable">What it goes on from, where it outlives the process; null where it does not.</param>
    /// <exception cref="MeshException">It cannot answer.</exception>
    public async Task<PlanAnswer> AnswerAsync(
        NodeEntry plan, NodeTrace trace, RouteDecision decision, ChatTask task, PlanBudget budget, long expires, CancellationToken cancellationToken, DurableWalk? durable = null)
    {
        var began = time.GetTimestamp();
        NodeSpans.Enter(trace.Span);
        var run = new PlanRun(calls, decision, task, time, draw, cancellationToken) { Key = durable?.Key ?? decision.Id, Record = durable?.Record, Expires = expires };
        try
        {
            EnsureOneChoice(task);
            var node = PlanNodes.Of(decision.AnsweredBy, plan);
            var answer = await node.AnswerAsync(task, new PlanScope(run, trace, budget, new PlanExpiry(expires), 1), run.Token);
            return new PlannedAnswer(new TracedAnswer(answer, trace, NodeDeadline.Of(time, null, TimeSpan.Zero, run.Token)), run, trace, time.GetElapsedTime(began), task.UsageWanted);
        }
        catch (MeshException e) when (e.Error.Review is { } handle)
        {
            // Its caller has something to go on with.
            trace.End(NodeState.Waiting);
            return new PlannedAnswer(new PendingAnswer(decision, handle), run, trace, time.GetElapsedTime(began), task.UsageWanted);
        }
        catch (Exception e)
        {
            trace.End(NodeFailures.State(e), NodeFailures.Reason(e));
            await run.DisposeAsync();
            throw e is EndpointException broken ? new MeshException(broken.Error, broken) : e;
        }
    }

    private static void EnsureOneChoice(ChatTask task)
    {
        if (task.Request.Settings.Choices is > 1)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "choices_unsupported", "A route with a plan gives one answer. Leave 'n' out, or ask for a model.", "n");
        }
    }
}
