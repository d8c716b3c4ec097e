using Mesh.Contracts.Chat;
using Mesh.Contracts.Reviews;

namespace Mesh.Contracts.Plans;

/// <summary>What became of a node of a plan, and of those under it. Usage and cost of a node are the sums of those under it; the root's are the answer's. No content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.NodeReport")]
public sealed record NodeReport
{
    /// <summary>The word for it in a catalogue, such as <c>cascade</c>.</summary>
    [Id(0)] public required string Kind { get; init; }

    /// <summary>Its place or name under its parent, such as <c>tiers[0]</c>; empty for the root.</summary>
    [Id(1)] public string Place { get; init; } = "";

    /// <summary>Its label; null for none.</summary>
    [Id(2)] public string? Label { get; init; }

    /// <summary>How far it got.</summary>
    [Id(3)] public NodeState State { get; init; }

    /// <summary>The model that answered here; null where none did, or several.</summary>
    [Id(4)] public string? Model { get; init; }

    /// <summary>Its endpoint.</summary>
    [Id(5)] public string? Endpoint { get; init; }

    /// <summary>The decision by which it was chosen; null where none was made.</summary>
    [Id(6)] public string? DecisionId { get; init; }

    /// <summary>Tokens.</summary>
    [Id(7)] public TokenUsage Usage { get; init; } = new();

    /// <summary>Price of them in USD.</summary>
    [Id(8)] public decimal CostUsd { get; init; }

    /// <summary>Whether the price or the count is an estimate.</summary>
    [Id(9)] public bool CostEstimated { get; init; }

    /// <summary>When it was asked, counted from the beginning of the plan.</summary>
    [Id(10)] public TimeSpan Began { get; init; }

    /// <summary>How long it has taken.</summary>
    [Id(11)] public TimeSpan Took { get; init; }

    /// <summary>How sure its answer is, 0 to 1; null where nobody asked.</summary>
    [Id(12)] public double? Confidence { get; init; }

    /// <summary>What it decided, such as <c>accepted: 0.93 of 0.80</c>; null for nothing.</summary>
    [Id(13)] public string? Note { get; init; }

    /// <summary>Why it failed, in the words of the error list's reasons; null where it did not.</summary>
    [Id(14)] public string? Error { get; init; }

    /// <summary>Those under it, in the order in which they were asked.</summary>
    [Id(15)] public IReadOnlyList<NodeReport> Nodes { get; init; } = [];

    /// <summary>Whether the answer rests on it.</summary>
    [Id(16)] public bool Used { get; init; }

    /// <summary>Whether its answer is one that was given before, to a question in other words.</summary>
    [Id(22)] public bool IsOfAnotherQuestion { get; init; }

    /// <summary>What its choice is known as where outcomes are counted, such as <c>select auto/careful</c>; null where nothing is learned of it.</summary>
    [Id(21)] public string? CountsAs { get; init; }

    /// <summary>The review that it has handed over to a person; null where it has not.</summary>
    [Id(20)] public ReviewNote? Review { get; init; }
}
