namespace Mesh.Contracts.Conversations.Notes;

/// <summary>One thing that a summary holds, under a key: a newer statement of the same key takes the place of the one before.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SummaryItem")]
public sealed record SummaryItem
{
    /// <summary>What it is about.</summary>
    [Id(0)] public required SummaryKind Kind { get; init; }

    /// <summary>Its name in the summary.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>What was said of it, oldest first, so that a turn that is taken back takes back what rests on it alone. Only the last one holds.</summary>
    [Id(2)] public required IReadOnlyList<SummaryStatement> Statements { get; init; }

    /// <summary>The statement that holds; its text is empty when the item no longer does.</summary>
    public SummaryStatement Current => Statements[^1];
}
