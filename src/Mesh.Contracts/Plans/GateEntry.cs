using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>A mixture of experts: those answer whom the request suits best. A mixed request may go in parts to several.</summary>
/// <param name="Experts">The experts, in order; of equals the earlier is asked.</param>
[GenerateSerializer, Immutable, Alias("mesh.GateEntry")]
public sealed record GateEntry([property: Id(0)] IReadOnlyList<GateExpert> Experts) : NodeEntry
{
    /// <summary>Most experts of one gate.</summary>
    public const int MostExperts = 16;

    /// <summary>How many experts answer; of more than one the answers are put together.</summary>
    [Id(1)] public int Top { get; init; } = 1;

    /// <summary>Least score of an expert that is asked.</summary>
    [Id(2)] public double Least { get; init; } = 0.2;

    /// <summary>Whether a mixed request is cut by its sentences, without a call, and each part goes to its own expert.</summary>
    [Id(3)] public bool Split { get; init; }

    /// <summary>Says which parts a request has, in place of its sentences; null for none.</summary>
    [Id(4)] public NodeEntry? Splitter { get; init; }

    /// <summary>Puts several answers together; null for the expert with the best score.</summary>
    [Id(5)] public NodeEntry? Merge { get; init; }

    /// <summary>Answers where no expert scores enough, or none of those asked has answered; null for the one with the best score of all.</summary>
    [Id(6)] public NodeEntry? Fallback { get; init; }

    /// <inheritdoc/>
    public override string Kind => "gate";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [.. Experts.Select(e => e.Node), .. new[] { Splitter, Merge, Fallback }.OfType<NodeEntry>()];

    /// <inheritdoc/>
    public override IEnumerable<RuleExpression> Conditions => Experts.Select(e => e.Condition).OfType<RuleExpression>();
}
