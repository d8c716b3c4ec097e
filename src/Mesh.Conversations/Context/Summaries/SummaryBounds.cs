namespace Mesh.Conversations.Context.Summaries;

/// <summary>How large a summary and what it is made from may become.</summary>
public static class SummaryBounds
{
    /// <summary>Most items; beyond them those that no longer hold go first, then the least needed kinds, the oldest first.</summary>
    public const int MostItems = 256;

    /// <summary>Most statements that are kept of an item; the oldest go, and a branch that goes back before them loses the item.</summary>
    public const int MostStatements = 4;

    /// <summary>Most ranges of covered turns; the oldest go, and a branch that forks off there has no summary.</summary>
    public const int MostRanges = 256;

    /// <summary>Longest key, in characters.</summary>
    public const int LongestKey = 80;

    /// <summary>Longest statement, in characters.</summary>
    public const int LongestText = 600;

    /// <summary>Most changes in one answer.</summary>
    public const int MostUpdates = 64;

    /// <summary>Characters of turns that a model is shown at once; what is more waits for the next round.</summary>
    public const int MostShown = 24_000;

    /// <summary>Characters of one turn that are shown; a longer one is cut, and the summary counts as not whole.</summary>
    public const int LongestTurn = 12_000;
}
