using System.Diagnostics.Metrics;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Telemetry;

/// <summary>What the nodes of plans did. Kinds and states are closed lists.</summary>
internal sealed class PlanCounters(Meter meter)
{
    private readonly Counter<long> _nodes = meter.CreateCounter<long>("meshsilo.plan.nodes", "{node}", "Nodes of plans by kind and by how they ended.");
    private readonly Histogram<long> _calls = meter.CreateHistogram("meshsilo.plan.calls", "{call}", "Calls of models in one plan.", advice: Buckets.PlanCalls);
    private readonly Counter<long> _reviews = meter.CreateCounter<long>("meshsilo.reviews", "{review}", "Reviews by what became of them: opened, refused, answered, sent, rejected, expired.");

    /// <summary>Something became of a review.</summary>
    /// <param name="outcome">From a closed list.</param>
    public void Reviewed(string outcome) => _reviews.Add(1, MeshInstruments.Label("outcome", outcome));

    /// <summary>A node has ended; with the plan itself its calls are counted.</summary>
    public void Ended(NodeTrace node)
    {
        _nodes.Add(1, MeshInstruments.Label("kind", node.Kind), MeshInstruments.Label("state", NameOf(node.State)));
        if (node.IsRoot)
        {
            _calls.Record(node.Calls);
        }
    }

    private static string NameOf(NodeState state) => state switch
    {
        NodeState.Done => "done",
        NodeState.Failed => "failed",
        NodeState.Cancelled => "cancelled",
        NodeState.Waiting => "waiting",
        _ => "skipped",
    };
}
