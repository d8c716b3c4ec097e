using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>What of a summary holds on a branch.</summary>
public static class SummaryBranch
{
    /// <summary>Whether a turn is covered.</summary>
    public static bool Covers(ConversationSummary summary, long turn) => summary.Covered.Any(r => r.First <= turn && turn <= r.Last);

    /// <summary>
    /// The summary as it was at a turn that it covers: what rests on later turns is taken back, and what they had replaced holds again. Turns
    /// of a branch have one way back to the first, so that everything up to a turn that two branches share is shared.
    /// </summary>
    /// <param name="summary">The summary.</param>
    /// <param name="turn">The last turn that it shares with the branch; 0 for none.</param>
    public static ConversationSummary UpTo(ConversationSummary summary, long turn)
    {
        if (summary.Through <= turn)
        {
            return summary;
        }

        return summary with
        {
            Covered = [.. summary.Covered.Where(r => r.First <= turn).Select(r => r with { Last = Math.Min(r.Last, turn) })],
            Items = [.. summary.Items.Select(i => i with { Statements = [.. i.Statements.Where(s => s.Turns[^1] <= turn)] }).Where(i => i.Statements.Count > 0)],
        };
    }
}
