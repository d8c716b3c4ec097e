using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Pipelines;

/// <summary>Named steps over what earlier ones gave; the last one's answer is the caller's, and streams.</summary>
internal sealed class PipelineNode(string route, PipelineEntry entry) : IPlanNode
{
    private readonly IReadOnlyList<StepUnit> _units = StepUnit.Of([.. entry.Steps.Select(s => new Step(route, s, [.. entry.Steps.Select(o => o.Name)]))]);

    public NodeEntry Entry => entry;

    public Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken) =>
        new PipelineRun(_units, scope.Run.Calls.FactsOf(route, task), task, scope).AnswerAsync(cancellationToken);
}
