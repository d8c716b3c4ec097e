using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>Brings changes into a summary.</summary>
public static class SummaryMerge
{
    /// <summary>The next revision.</summary>
    /// <param name="summary">The summary, as it is on the branch.</param>
    /// <param name="updates">The changes, in the order in which they were said.</param>
    /// <param name="turns">The turns that they come from, ascending.</param>
    /// <param name="isPartial">Whether something of these turns, or before them, was not seen.</param>
    public static ConversationSummary Apply(ConversationSummary summary, IReadOnlyList<SummaryUpdate> updates, IReadOnlyList<long> turns, bool isPartial = false)
    {
        var items = summary.Items.ToList();
        foreach (var update in updates)
        {
            var at = items.FindIndex(i => string.Equals(i.Key, update.Key, StringComparison.OrdinalIgnoreCase));
            if (at < 0 && update.Text.Length > 0)
            {
                items.Add(new SummaryItem { Kind = update.Kind, Key = update.Key, Statements = [new SummaryStatement(update.Text, update.Turns)] });
            }
            else if (at >= 0 && items[at].Current.Text != update.Text)
            {
                items[at] = items[at] with { Kind = update.Kind, Statements = [.. items[at].Statements.Append(new SummaryStatement(update.Text, update.Turns)).TakeLast(SummaryBounds.MostStatements)] };
            }
        }

        var givenUp = Bound(items);
        return summary with
        {
            Revision = summary.Revision + 1,
            Covered = Ranges(summary.Covered, turns),
            Items = items,
            GivenUp = summary.GivenUp + givenUp + (isPartial ? 1 : 0),
        };
    }

    // Gives how many went that still held.
    private static int Bound(List<SummaryItem> items)
    {
        var most = items.Count - SummaryBounds.MostItems;
        if (most <= 0)
        {
            return 0;
        }

        var gone = items.OrderBy(i => i.Current.Text.Length > 0).ThenByDescending(i => i.Kind).ThenBy(i => i.Current.Turns[^1]).Take(most).ToHashSet();
        items.RemoveAll(gone.Contains);
        return gone.Count(i => i.Current.Text.Length > 0);
    }

    private static List<TurnRange> Ranges(IReadOnlyList<TurnRange> covered, IReadOnlyList<long> turns)
    {
        var ranges = covered.ToList();
        foreach (var turn in turns)
        {
            if (ranges.Count > 0 && ranges[^1].Last == turn - 1)
            {
                ranges[^1] = ranges[^1] with { Last = turn };
            }
            else
            {
                ranges.Add(new TurnRange(turn, turn));
            }
        }

        return ranges.Count <= SummaryBounds.MostRanges ? ranges : ranges[^SummaryBounds.MostRanges..];
    }
}
