namespace Mesh.Contracts.Conversations.Notes;

/// <summary>What was distilled from the turns of a branch.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationSummary")]
public sealed record ConversationSummary
{
    /// <summary>How often it was written; a newer one names the one that it was made from.</summary>
    [Id(0)] public long Revision { get; init; }

    /// <summary>The turns that it covers, ascending: those of one branch.</summary>
    [Id(1)] public IReadOnlyList<TurnRange> Covered { get; init; } = [];

    /// <summary>What it holds, in the order in which it was first said.</summary>
    [Id(2)] public IReadOnlyList<SummaryItem> Items { get; init; } = [];

    /// <summary>How many items were given up for room.</summary>
    [Id(3)] public int GivenUp { get; init; }

    /// <summary>The last turn that it covers; 0 for none.</summary>
    public long Through => Covered.Count == 0 ? 0 : Covered[^1].Last;
}
