using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Pipelines;

/// <summary>Named steps over what earlier ones gave; the last one's answer is the caller's, and streams.</summary>
internal sealed class PipelineNode(string route, PipelineEntry entry) : IPlanNode
{
    private static readonly HashSet<string> s_none = [];
    private readonly IReadOnlyList<StepUnit> _units = StepUnit.Of([.. entry.Steps.Select(s => new Step(route, s, [.. entry.Steps.Select(o => o.Name)]))]);

    private readonly bool _asks = entry.Conditions.Any();

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var facts = scope.Run.Calls.FactsOf(route, task);
        var unwanted = _asks ? await scope.SameAsync("when", () => Unwanted(facts), names => string.Join(' ', names), Names) : s_none;
        return await new PipelineRun(_units, facts.Message, unwanted, task, scope).AnswerAsync(cancellationToken);
    }

    private HashSet<string> Unwanted(RequestFacts facts) => [.. _units.SelectMany(u => u.Steps).Where(s => !s.Suits(facts)).Select(s => s.Name)];

    private static HashSet<string> Names(string kept) => kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
