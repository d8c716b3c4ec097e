using System.Text;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>Writes what a summary holds, for a prompt.</summary>
internal static class SummaryText
{
    private static readonly (SummaryKind Kind, string Heading)[] s_sections =
    [
        (SummaryKind.Goal, "Goals"),
        (SummaryKind.Constraint, "Constraints"),
        (SummaryKind.Decision, "Decisions"),
        (SummaryKind.OpenQuestion, "Open questions"),
        (SummaryKind.Fact, "Facts"),
        (SummaryKind.Entity, "Who and what"),
    ];

    /// <summary>The items that hold, the least needed kinds and the oldest given up first until the rest takes at most <paramref name="most"/>.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="size">Measures a line.</param>
    /// <param name="most">How much room there is, in the same measure.</param>
    public static IReadOnlyList<SummaryItem> Fitting(ConversationSummary summary, Func<string, long> size, long most)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var used = 0L;
        foreach (var item in summary.Items.Where(i => i.Current.Text.Length > 0).OrderBy(i => i.Kind).ThenByDescending(i => i.Current.Turns[^1]))
        {
            var line = size($"- {item.Current.Text}\n") + 1;
            if (used + line <= most)
            {
                used += line;
                kept.Add(item.Key);
            }
        }

        return [.. summary.Items.Where(i => kept.Contains(i.Key))];
    }

    /// <summary>A section of a prompt.</summary>
    public static string Write(IReadOnlyList<SummaryItem> items)
    {
        var text = new StringBuilder("Summary of the earlier turns, which are not all shown:");
        foreach (var (kind, heading) in s_sections)
        {
            Section(text, heading, items.Where(i => i.Kind == kind));
        }

        return text.ToString();
    }

    /// <summary>A heading with its items; nothing when there are none.</summary>
    public static void Section(StringBuilder text, string heading, IEnumerable<SummaryItem> items) => Section(text, heading, items.Select(i => i.Current.Text));

    /// <summary>A heading with its lines; nothing when there are none.</summary>
    public static void Section(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        var begun = false;
        foreach (var line in lines)
        {
            text.Append(begun ? "" : $"\n{heading}:").Append("\n- ").Append(line);
            begun = true;
        }
    }
}
