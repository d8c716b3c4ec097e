namespace Mesh.Contracts.Plans;

/// <summary>The cheapest node whose answer is good enough: each tier's answer is judged, and the next tier is asked where it is not accepted.</summary>
/// <param name="Tiers">The tiers, cheapest first; the last one's answer is taken as it is.</param>
[GenerateSerializer, Immutable, Alias("mesh.CascadeEntry")]
public sealed record CascadeEntry([property: Id(0)] IReadOnlyList<CascadeTier> Tiers) : NodeEntry
{
    /// <summary>Most tiers.</summary>
    public const int MostTiers = 8;

    /// <summary>Whether the first tier is streamed before it is accepted, to callers who understand that an answer begins anew.</summary>
    /// <value>It is held until then.</value>
    [Id(1)] public bool Streams { get; init; }

    /// <summary>Whether the next tier is asked while one still answers, once its words or tokens show doubt.</summary>
    [Id(2)] public bool StartEarly { get; init; }

    /// <summary>Share of the requests, 0 to 1, that go through all tiers whatever is accepted, so that thresholds can be fitted; their callers get the last tier's answer.</summary>
    [Id(3)] public double Audit { get; init; }

    /// <summary>Name of what was learned of all tiers together, which says when the next one is asked; null where each tier says what it accepts.</summary>
    [Id(4)] public string? Gains { get; init; }

    /// <inheritdoc/>
    public override string Kind => "cascade";

    /// <inheritdoc/>
    public override IReadOnlyList<NodeEntry> Nodes => [.. Tiers.SelectMany(t => t.Accept?.Judge is { } judge ? new[] { t.Node, judge } : [t.Node])];
}
