using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>A node of a plan, as a catalogue or a caller writes it. Every node may stand inside every other; a tree is at most <see cref="MaxDepth"/> deep and has at most <see cref="MaxNodes"/> nodes.</summary>
[GenerateSerializer, Immutable, Alias("mesh.NodeEntry")]
public abstract record NodeEntry
{
    /// <summary>Most nodes above each other, the routes that leaves name included.</summary>
    public const int MaxDepth = 8;

    /// <summary>Most nodes of one plan, the routes that leaves name left out.</summary>
    public const int MaxNodes = 64;

    /// <summary>A name for people, shown in reports; null for the kind alone.</summary>
    [Id(0)] public string? Label { get; init; }

    /// <summary>The word for it in a catalogue, such as <c>cascade</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The nodes under it, in order.</summary>
    public abstract IReadOnlyList<NodeEntry> Nodes { get; }

    /// <summary>Whether the nodes under it are asked beside each other: a forecast then takes the longest of them, not the sum.</summary>
    public virtual bool AreAskedAtOnce => false;

    /// <summary>The conditions that it asks of requests itself, in the language of rules.</summary>
    public virtual IEnumerable<RuleExpression> Conditions => [];
}
