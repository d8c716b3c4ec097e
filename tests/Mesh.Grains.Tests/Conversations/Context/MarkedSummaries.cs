using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations.Context;

/// <summary>
/// Stands for a model that summarises: it reads the turns that it is shown and gives back what is marked in them, and nothing else. A mark is
/// <c>[[kind key: text]]</c>; an empty text means that it no longer holds.
/// </summary>
internal static partial class MarkedSummaries
{
    public static string Mark(string kind, string key, string text) => $"[[{kind} {key}: {text}]]";

    /// <summary>The answer to a request for a summary.</summary>
    public static string Answer(UpstreamRequest request)
    {
        var shown = request.Json["messages"]!.AsArray()[1]!["content"]!.GetValue<string>();
        var turns = shown[(shown.IndexOf("Turns since then:", StringComparison.Ordinal) + 1)..];
        var items = Turn().Split(turns).Skip(1).Chunk(2).SelectMany(t => Marks().Matches(t[1]).Select(m => new
        {
            kind = m.Groups[1].Value,
            key = m.Groups[2].Value,
            text = m.Groups[3].Value,
            turns = new[] { long.Parse(t[0], System.Globalization.CultureInfo.InvariantCulture) },
        }));
        return JsonSerializer.Serialize(new { items });
    }

    [GeneratedRegex("^--- turn ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Turn();

    [GeneratedRegex(@"\[\[(\w+) ([\w-]+): ?([^\]]*)\]\]")]
    private static partial Regex Marks();
}
