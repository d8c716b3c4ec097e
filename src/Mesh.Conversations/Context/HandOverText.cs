using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Context.Summaries;

namespace Mesh.Conversations.Context;

/// <summary>What a model is told that goes on with a conversation which another one had. Other words are another form: raise <see cref="Form"/>.</summary>
internal static class HandOverText
{
    /// <summary>The version of the words.</summary>
    public const int Form = 1;

    private const int MostTried = 10;
    private const int LongestTried = 160;

    /// <summary>The section of the prompt.</summary>
    /// <param name="from">The model before.</param>
    /// <param name="items">What the summary holds.</param>
    /// <param name="tried">What was tried, oldest first; see <see cref="Tried"/>.</param>
    public static string Write(string from, IReadOnlyList<SummaryItem> items, IReadOnlyList<string> tried)
    {
        var text = new StringBuilder($"Hand-over: until now {from} answered in this conversation; you go on with it. Take what stands here as settled: do not begin anew, and do not ask for it again.");
        var goals = Of(SummaryKind.Goal).Select(i => i.Current.Text).ToArray();
        SummaryText.Section(text, "Task", goals.Length > 0 ? goals : ["as the messages below say"]);
        SummaryText.Section(text, "State", Of(SummaryKind.Decision).Concat(Of(SummaryKind.Fact)).Concat(Of(SummaryKind.Entity)));
        SummaryText.Section(text, "Constraints", Of(SummaryKind.Constraint));
        SummaryText.Section(text, "Open", Of(SummaryKind.OpenQuestion));
        SummaryText.Section(text, "Tried so far", tried);
        return text.ToString();

        IEnumerable<SummaryItem> Of(SummaryKind kind) => items.Where(i => i.Kind == kind);
    }

    /// <summary>The tool calls in messages with what they gave, a short line each, the last ones.</summary>
    public static IReadOnlyList<string> Tried(IEnumerable<ChatMessage> messages)
    {
        var all = messages.ToArray();
        var results = all.Where(m => m is { Role: ChatRole.Tool, ToolCallId: not null }).GroupBy(m => m.ToolCallId!).ToDictionary(g => g.Key, g => Text(g.First()), StringComparer.Ordinal);
        return
        [
            .. all.SelectMany(m => m.ToolCalls)
                .Select(c => Line($"{c.Name}({c.ArgumentsJson}) gave {(results.TryGetValue(c.Id, out var gave) ? gave : "nothing yet")}"))
                .TakeLast(MostTried),
        ];
    }

    private static string Text(ChatMessage message) => string.Concat(message.Parts.OfType<TextPart>().Select(t => t.Text));

    private static string Line(string text) => (text.Length <= LongestTried ? text : string.Concat(text.AsSpan(0, LongestTried), "...")).ReplaceLineEndings(" ");
}
