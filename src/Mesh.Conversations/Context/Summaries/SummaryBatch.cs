using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>Turns that a model is shown at once, in words.</summary>
/// <param name="Turns">Their numbers, ascending.</param>
/// <param name="Text">What was said.</param>
/// <param name="IsCut">Whether something of it is not shown.</param>
public sealed record SummaryBatch(IReadOnlyList<long> Turns, string Text, bool IsCut)
{
    private const string CutMark = " [cut]";

    /// <summary>The first turns of a list that may be shown together; at least one.</summary>
    /// <param name="turns">The turns, oldest first.</param>
    /// <param name="notes">Has images in words.</param>
    public static SummaryBatch Of(IEnumerable<TurnRecord> turns, ConversationNotes notes)
    {
        var (numbers, text, isCut) = (new List<long>(), new StringBuilder(), false);
        foreach (var turn in turns)
        {
            var said = Write(turn, notes);
            var cut = said.Length > SummaryBounds.LongestTurn;
            if (numbers.Count > 0 && text.Length + Math.Min(said.Length, SummaryBounds.LongestTurn) > SummaryBounds.MostShown)
            {
                break;
            }

            numbers.Add(turn.Number);
            text.Append(cut ? said.AsSpan(0, SummaryBounds.LongestTurn) : said).Append(cut ? CutMark : "").Append('\n');
            isCut |= cut;
        }

        return new SummaryBatch(numbers, text.ToString(), isCut);
    }

    /// <summary>How long a turn is, in characters of text.</summary>
    public static long Length(TurnRecord turn) => Messages(turn).Sum(m =>
        m.Parts.Sum(p => p is TextPart t ? (long)t.Text.Length : 0) + m.ToolCalls.Sum(c => (long)c.ArgumentsJson.Length));

    private static IEnumerable<ChatMessage> Messages(TurnRecord turn) => turn.Answer is { } answer ? turn.Request.Chat.Messages.Append(answer.Message) : turn.Request.Chat.Messages;

    private static string Write(TurnRecord turn, ConversationNotes notes)
    {
        var text = new StringBuilder($"--- turn {turn.Number}\n");
        foreach (var message in Messages(turn))
        {
            text.Append(message.Role switch { ChatRole.Assistant => "assistant: ", ChatRole.Tool => "tool: ", _ => "user: " });
            text.AppendJoin(' ', message.Parts.Select(p => Words(p, notes)).Concat(message.ToolCalls.Select(c => $"[calls {c.Name}({c.ArgumentsJson})]")).Where(w => w.Length > 0)).Append('\n');
        }

        return text.ToString();
    }

    private static string Words(ContentPart part, ConversationNotes notes) => part switch
    {
        TextPart t => t.Text,
        RefusalPart r => r.Text,
        ImagePart image => notes.Images.Count > 0 && ImageHash.Of(image.Url) is var hash && notes.Images.LastOrDefault(i => i.Hash == hash) is { } told ? $"[an image: {told.Text}]" : "[an image]",
        FilePart file => $"[a document {file.Name}]",
        AudioPart => "[a recording]",
        _ => "",
    };
}
