using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mesh.Prompts.Structured;

/// <summary>Finds the JSON in what a model said: the whole text, a fenced block in it, or an object or list amid prose.</summary>
public static partial class JsonText
{
    /// <summary>Longest text that is looked into, in characters.</summary>
    public const int MostCharacters = 256 * 1024;

    /// <summary>Most places that are tried.</summary>
    public const int MostCandidates = 16;

    /// <summary>How JSON that the mesh is given is read.</summary>
    internal static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    // Models leave commas behind the last item and comment what they write.
    private static readonly JsonDocumentOptions s_lenient = new() { MaxDepth = 64, AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    // Begins of objects and lists that are tried, so that the work has a bound.
    private const int MostBegins = 64;

    /// <summary>What can be read as JSON, the likeliest first: the whole text, the last fenced block, the longest object or list.</summary>
    /// <param name="text">What the model said.</param>
    public static IReadOnlyList<JsonElement> Find(string text) =>
        text.Length > MostCharacters ? [] : [.. Places(text).Take(MostCandidates).Select(p => Parse(p, out _)).OfType<JsonElement>()];

    /// <summary>Why a text holds no JSON.</summary>
    internal static OutputError Missing(string text)
    {
        if (text.Length > MostCharacters)
        {
            return new OutputError("", $"has more than {MostCharacters} characters.", "Give the JSON only.");
        }

        var begin = text.AsSpan().IndexOfAny('{', '[');
        if (begin < 0)
        {
            return new OutputError("", "holds no JSON.", "Give JSON that fits the schema, and nothing else.");
        }

        Parse(text[begin..], out var fault);
        return new OutputError("", $"is no JSON: {fault}.", "Give JSON that fits the schema, whole, and nothing else.");
    }

    /// <summary>Where reading broke off.</summary>
    internal static string Place(JsonException e) =>
        string.Create(CultureInfo.InvariantCulture, $"it cannot be read from line {(e.LineNumber ?? 0) + 1}, character {(e.BytePositionInLine ?? 0) + 1}, on");

    private static IEnumerable<string> Places(string text)
    {
        // Some models think aloud first, and may try out their answer there.
        var thought = text.LastIndexOf("</think>", StringComparison.OrdinalIgnoreCase);
        var said = (thought < 0 ? text : text[(thought + "</think>".Length)..]).Trim();
        yield return said;
        foreach (Match block in Fenced().Matches(said).Reverse())
        {
            yield return block.Groups[1].Value;
        }

        foreach (var (begin, end) in Balanced(said).OrderByDescending(s => s.End - s.Begin))
        {
            yield return said[begin..end];
        }
    }

    private static JsonElement? Parse(string text, out string? fault)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_lenient);
            fault = null;
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            fault = Place(e);
            return null;
        }
    }

    private static List<(int Begin, int End)> Balanced(string text)
    {
        var spans = new List<(int, int)>();
        var at = 0;
        for (var begins = 0; begins < MostBegins && at < text.Length && text.AsSpan(at).IndexOfAny('{', '[') is >= 0 and var skipped; begins++)
        {
            var begin = at + skipped;
            var end = EndOf(text, begin);
            if (end > 0)
            {
                spans.Add((begin, end));
            }

            at = Math.Max(begin + 1, end);
        }

        return spans;
    }

    // Behind the bracket that closes the one at 'begin'; 0 where none does.
    private static int EndOf(string text, int begin)
    {
        var (depth, quoted) = (0, false);
        for (var at = begin; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when quoted:
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '{' or '[' when !quoted:
                    depth++;
                    break;
                case '}' or ']' when !quoted && --depth == 0:
                    return at + 1;
            }
        }

        return 0;
    }

    [GeneratedRegex("^[ \t]*```[a-zA-Z0-9]*[ \t]*\r?\n(.*?)^[ \t]*```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fenced();
}
