using System.Text.Json;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context.Summaries;

/// <summary>Reads what a model gave as changes of a summary, strictly: an answer in which one thing is wrong is not used.</summary>
public static class SummaryReply
{
    private static readonly Dictionary<string, SummaryKind> s_kinds = Enum.GetValues<SummaryKind>().ToDictionary(SummaryRequest.KindName, StringComparer.Ordinal);

    /// <summary>The changes; null when they cannot be used, and then what is wrong.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="turns">The turns that the model was shown.</param>
    public static (IReadOnlyList<SummaryUpdate>? Updates, string Mistake) Read(string answer, IReadOnlyList<long> turns)
    {
        var (from, to) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        if (from < 0 || to < from)
        {
            return (null, "there is no JSON object in it.");
        }

        try
        {
            // Some models put a fence or a word around the object, whatever they are told.
            using var document = JsonDocument.Parse(answer.AsMemory(from, to - from + 1));
            return Read(document.RootElement, turns.ToHashSet());
        }
        catch (JsonException e)
        {
            return (null, $"it is not JSON (line {e.LineNumber + 1}).");
        }
    }

    private static (IReadOnlyList<SummaryUpdate>?, string) Read(JsonElement root, HashSet<long> turns)
    {
        if (!root.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return (null, "'items' is missing or no list.");
        }

        if (items.GetArrayLength() > SummaryBounds.MostUpdates)
        {
            return (null, $"'items' has more than {SummaryBounds.MostUpdates} entries.");
        }

        var updates = new List<SummaryUpdate>();
        foreach (var (at, item) in items.EnumerateArray().Index())
        {
            if (Read(item, turns, out var update) is { } mistake)
            {
                return (null, $"items[{at}]: {mistake}");
            }

            updates.Add(update!);
        }

        return (updates, "");
    }

    private static string? Read(JsonElement item, HashSet<long> turns, out SummaryUpdate? update)
    {
        update = null;
        if (item.ValueKind != JsonValueKind.Object)
        {
            return "it is no object.";
        }

        if (Text(item, "kind") is not { } name || !s_kinds.TryGetValue(name, out var kind))
        {
            return $"'kind' must be one of {string.Join(", ", s_kinds.Keys)}.";
        }

        if (Text(item, "key")?.Trim().ReplaceLineEndings(" ") is not { Length: > 0 and <= SummaryBounds.LongestKey } key)
        {
            return $"'key' must have 1 to {SummaryBounds.LongestKey} characters.";
        }

        if (Text(item, "text")?.Trim().ReplaceLineEndings(" ") is not { Length: <= SummaryBounds.LongestText } text)
        {
            return $"'text' must have at most {SummaryBounds.LongestText} characters.";
        }

        if (!item.TryGetProperty("turns", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return "'turns' must name at least one turn.";
        }

        var rests = new SortedSet<long>();
        foreach (var number in list.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var turn) || !turns.Contains(turn))
            {
                return "'turns' must hold numbers of the turns that were shown.";
            }

            rests.Add(turn);
        }

        update = new SummaryUpdate(kind, key, text, [.. rests]);
        return null;
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
