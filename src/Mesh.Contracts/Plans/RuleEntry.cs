using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Plans;

/// <summary>Answers without a model where a rule matches what the user said last; another node does where none matches.</summary>
/// <param name="Answers">The rules, of which the first that matches answers.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleEntry")]
public sealed record RuleEntry([property: Id(0)] IReadOnlyList<AnswerRule> Answers) : NodeEntry
{
    /// <summary>Who answers where no rule matches; null for nobody: it fails, so that a node above goes on.</summary>
    [Id(1)] public NodeEntry? Else { get; init; }

    /// <inheritdoc/>
    public override string Kind => "rule";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => Else is null ? [] : [Else];
}
