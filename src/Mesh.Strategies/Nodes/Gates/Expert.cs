using Mesh.Contracts.Plans;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>An expert of a gate, ready to be scored and asked.</summary>
internal sealed class Expert(string route, GateExpert entry)
{
    private readonly ReadyCondition? _when = entry.Condition is { } condition ? ReadyCondition.Of(condition) : null;

    public string Name => entry.Name;

    public IPlanNode Node { get; } = PlanNodes.Under(route, entry.Node);

    /// <summary>What it is good at, in words.</summary>
    public string About => entry.About.Length > 0 ? entry.About : entry.Tasks.Count > 0 ? string.Join(", ", entry.Tasks.Keys) : entry.Name;

    /// <summary>How well a request suits it; 0 where its condition does not hold.</summary>
    public double Score(RequestFacts facts) => _when is not null && !facts.Holds(_when) ? 0 : entry.Weight * (entry.Tasks.Count == 0 ? 1 : facts.Worth(entry.Tasks));
}
