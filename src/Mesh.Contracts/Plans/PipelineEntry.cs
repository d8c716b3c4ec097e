using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>Named steps, each asked with what earlier ones gave. The last one's answer is the caller's.</summary>
/// <param name="Steps">The steps; a step comes behind those that it needs.</param>
[GenerateSerializer, Immutable, Alias("mesh.PipelineEntry")]
public sealed record PipelineEntry([property: Id(0)] IReadOnlyList<PipelineStep> Steps) : NodeEntry
{
    /// <summary>Most steps of one pipeline.</summary>
    public const int MostSteps = 16;

    /// <inheritdoc/>
    public override string Kind => "pipeline";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [.. Steps.Select(s => s.Node)];

    /// <inheritdoc/>
    public override IEnumerable<RuleExpression> Conditions => Steps.Select(s => s.Condition).OfType<RuleExpression>();
}
