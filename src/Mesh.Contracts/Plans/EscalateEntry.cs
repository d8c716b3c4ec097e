using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Contracts.Plans;

/// <summary>A person answers: what has been made of the task so far is handed over as a review that waits for one.</summary>
[GenerateSerializer, Immutable, Alias("mesh.EscalateEntry")]
public sealed record EscalateEntry : NodeEntry
{
    /// <summary>The queue where none is named.</summary>
    public const string UsualQueue = "default";

    /// <summary>Most reviews that may be let wait in one queue.</summary>
    public const int MostWaiting = 1_000;

    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 2_000;

    /// <summary>Makes a draft; null for none.</summary>
    [Id(0)] public NodeEntry? Of { get; init; }

    /// <summary>Whether a person is asked only where the draft failed.</summary>
    [Id(1)] public bool OnFailure { get; init; }

    /// <summary>A condition of the request, as written; empty for none. Where it does not hold the draft is the answer.</summary>
    [Id(2)] public string When { get; init; } = "";

    /// <summary>It, read; null for none.</summary>
    [Id(3)] public RuleExpression? Condition { get; init; }

    /// <summary>Whether the node waits for the answer; else its caller gets a handle at once.</summary>
    [Id(4)] public bool Waits { get; init; } = true;

    /// <summary>Where people find it.</summary>
    [Id(5)] public string Queue { get; init; } = UsualQueue;

    /// <summary>Why a person is asked: a template over what the mesh knows.</summary>
    [Id(6)] public string Reason { get; init; } = "";

    /// <summary>How long an answer may take.</summary>
    [Id(7)] public TimeSpan Expires { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a review is kept once it is over.</summary>
    [Id(8)] public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Most reviews that may wait in the queue.</summary>
    [Id(9)] public int Most { get; init; } = 200;

    /// <summary>Data classes that a request may hold that is handed over; null for all.</summary>
    [Id(10)] public IReadOnlyList<string>? Data { get; init; }

    /// <inheritdoc/>
    public override string Kind => "escalate";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => Of is { } draft ? [draft] : [];

    /// <inheritdoc/>
    public override IEnumerable<RuleExpression> Conditions => Condition is { } condition ? [condition] : [];
}
