namespace Mesh.Contracts.Plans;

/// <summary>Several answers to one request, at once, and one made of them.</summary>
/// <param name="Members">Who answers.</param>
[GenerateSerializer, Immutable, Alias("mesh.EnsembleEntry")]
public sealed record EnsembleEntry([property: Id(0)] IReadOnlyList<NodeEntry> Members) : NodeEntry
{
    /// <summary>Most answers, samples included: pairs of them grow with their square.</summary>
    public const int MostAnswers = 16;

    /// <summary>Most times that members answer one after the other before their answers are fused.</summary>
    public const int MostLayers = 3;

    /// <summary>Most calls of a judge: all pairs of <see cref="MostAnswers"/>, in both orders.</summary>
    public const int MostComparisons = MostAnswers * (MostAnswers - 1);

    /// <summary>How many answers each member gives.</summary>
    [Id(1)] public int Samples { get; init; } = 1;

    /// <summary>What becomes of the answers.</summary>
    [Id(2)] public Combine Combine { get; init; }

    /// <summary>How answers are compared.</summary>
    [Id(3)] public VoteForm Form { get; init; }

    /// <summary>Answers without which there is none.</summary>
    [Id(4)] public int Quorum { get; init; } = 1;

    /// <summary>After what time those count that have come, once they are a quorum; null to wait for all until the deadline.</summary>
    [Id(5)] public TimeSpan? MaxWait { get; init; }

    /// <summary>Whether those who can no longer change a vote are ended.</summary>
    [Id(6)] public bool EarlyStop { get; init; } = true;

    /// <summary>How many answers are plausible where wrong ones are equally likely, for weights.</summary>
    [Id(7)] public int Plausible { get; init; } = 20;

    /// <summary>Temperature of samples; null for the caller's.</summary>
    [Id(8)] public double? Temperature { get; init; }

    /// <summary>Who compares two answers; null where nobody does.</summary>
    [Id(9)] public NodeEntry? Judge { get; init; }

    /// <summary>What else counts for the judge; null for nothing.</summary>
    [Id(10)] public string? Criteria { get; init; }

    /// <summary>Most calls of the judge, two for each pair.</summary>
    [Id(11)] public int Comparisons { get; init; } = 12;

    /// <summary>Who makes one answer of all; null where nobody does.</summary>
    [Id(12)] public NodeEntry? Synthesiser { get; init; }

    /// <summary>How many times members answer, each time but the first with all answers of the time before in view.</summary>
    [Id(13)] public int Layers { get; init; } = 1;

    /// <inheritdoc/>
    public override string Kind => "ensemble";

    /// <inheritdoc/>
    public override bool AreAskedAtOnce => true;

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [.. Members, .. Judge is { } judge ? [judge] : Array.Empty<NodeEntry>(), .. Synthesiser is { } one ? [one] : Array.Empty<NodeEntry>()];
}
