using Mesh.Contracts.Chat;

namespace Mesh.Conversations.Context;

/// <summary>
/// Keeps each tool call with its results: vendors refuse a call without a result, and a result without its call. What stands alone, and
/// everything for a model that has no tools, is told in words, a call and its result in one.
/// </summary>
internal static class ToolPairing
{
    private const int LongestCall = 400;

    /// <summary>The messages with every call answered directly behind it.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="before">Calls of the turn that would come before them and is not told.</param>
    /// <param name="hasTools">Whether the model has tools.</param>
    public static IReadOnlyList<ChatMessage> Of(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ToolCall> before, bool hasTools)
    {
        var told = new List<ChatMessage>(messages.Count);
        for (var at = 0; at < messages.Count; at++)
        {
            var message = messages[at];
            if (message.Role == ChatRole.Tool)
            {
                Add(told, InWords(message, before));
            }
            else if (message.ToolCalls.Count > 0)
            {
                var results = messages.Skip(at + 1).TakeWhile(m => m.Role == ChatRole.Tool).ToArray();
                told.AddRange(Called(message, results, hasTools));
                at += results.Length;
            }
            else
            {
                Add(told, message);
            }
        }

        return told;
    }

    private static IEnumerable<ChatMessage> Called(ChatMessage message, ChatMessage[] results, bool hasTools)
    {
        var answered = hasTools ? message.ToolCalls.Where(c => c.Id.Length > 0 && results.Any(r => r.ToolCallId == c.Id)).DistinctBy(c => c.Id).ToArray() : [];
        var alone = message.ToolCalls.Where(c => !answered.Contains(c) && !results.Any(r => r.ToolCallId == c.Id)).Select(c => $"[Called {Line(c)}; no result was given.]");
        yield return message with { ToolCalls = answered, Parts = [.. message.Parts, .. alone.Select(a => new TextPart(a))] } is var said && said.ToolCalls.Count == 0 && said.Parts.Count == 0
            ? said with { Parts = [new TextPart($"[Called {string.Join(", ", message.ToolCalls.Select(Line))}.]")] }
            : said;
        var open = answered.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var words = new List<ContentPart>();
        foreach (var result in results)
        {
            if (result.ToolCallId is { } id && open.Remove(id))
            {
                yield return result;
            }
            else
            {
                words.AddRange(InWords(result, message.ToolCalls).Parts);
            }
        }

        if (words.Count > 0)
        {
            yield return new ChatMessage { Role = ChatRole.User, Parts = words };
        }
    }

    private static ChatMessage InWords(ChatMessage result, IReadOnlyList<ToolCall> calls) => new()
    {
        Role = ChatRole.User,
        Parts =
        [
            new TextPart(calls.FirstOrDefault(c => c.Id == result.ToolCallId) is { } call ? $"[Result of the tool call {Line(call)}:]" : "[Result of a tool call made before:]"),
            .. result.Parts,
        ],
    };

    // Results in words and a user's message behind them are one message: engines want user and assistant to take turns.
    private static void Add(List<ChatMessage> told, ChatMessage message)
    {
        if (message.Role == ChatRole.User && told.Count > 0 && told[^1] is { Role: ChatRole.User, Parts: [TextPart first, ..] } last && first.Text.StartsWith("[Result of", StringComparison.Ordinal))
        {
            told[^1] = last with { Parts = [.. last.Parts, .. message.Parts] };
            return;
        }

        told.Add(message);
    }

    private static string Line(ToolCall call)
    {
        var line = $"{call.Name}({call.ArgumentsJson})";
        return line.Length <= LongestCall ? line : string.Concat(line.AsSpan(0, LongestCall), "...");
    }
}
