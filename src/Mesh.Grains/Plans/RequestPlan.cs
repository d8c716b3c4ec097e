using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Grains.Plans;

/// <summary>The plan by which a request is answered, and what its nodes do.</summary>
/// <param name="entry">The plan.</param>
/// <param name="maxUsd">Most USD of all its calls; null for no bound.</param>
/// <param name="maxTokens">Most tokens of all its calls; null for no bound.</param>
/// <param name="watch">Sees it while it runs; null for nobody.</param>
public sealed class RequestPlan(NodeEntry entry, decimal? maxUsd, long? maxTokens, IPlanWatch? watch = null)
{
    private NodeTrace? _trace;

    /// <summary>What it goes on from, where it outlives the process; null where it does not.</summary>
    public DurableWalk? Durable { get; init; }

    /// <summary>How long ago its first walk began, where this is a later one.</summary>
    public TimeSpan Earlier { get; init; }

    /// <summary>The plan.</summary>
    public NodeEntry Entry => entry;

    /// <summary>Whether it answers: not where a kept answer does.</summary>
    public bool HasBegun => _trace is not null;

    /// <summary>What it may spend.</summary>
    public PlanBudget Budget { get; } = new(maxUsd, maxTokens);

    /// <summary>The plan of a request; null where one model is asked.</summary>
    public static RequestPlan? Of(MeshView view, RouteDecision decision, ChatTask task)
    {
        var route = view.Knows(decision.AnsweredBy) ? view.Target(decision.AnsweredBy).Route : null;
        if ((task.Plan ?? route?.Plan) is not { } entry)
        {
            return null;
        }

        var (ours, callers) = (route?.MaxCostUsd, task.Query.MaxCostUsd);
        return new RequestPlan(entry, ours is null || callers is null ? ours ?? callers : Math.Min(ours.Value, callers.Value), route?.MaxTokens, task.Watch);
    }

    /// <summary>Begins it: its report counts time from here on.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="counters">Count what becomes of its nodes.</param>
    internal NodeTrace Begin(TimeProvider time, PlanCounters counters)
    {
        var trace = new NodeTrace(entry, time, watch is null ? null : _ => watch.Changed(() => _trace!.Report()), counters.Ended, Earlier);
        return _trace = trace;
    }

    /// <summary>What a node of an earlier walk took belongs to the whole.</summary>
    /// <param name="kept">What it did.</param>
    /// <param name="place">Its place in the report.</param>
    internal void Add(NodeReport kept, string place) => _trace!.Add(kept, place);

    /// <summary>What its nodes have done so far; null before it began.</summary>
    public NodeReport? Report() => _trace?.Report();
}
