namespace Mesh.Strategies.Votes.Forms;

/// <summary>
/// Picks the final answer out of a text that may reason first. By the first of these that it has: the last LaTeX box; what follows the
/// last "####"; what follows the last "answer is", "answer:" or "answer ="; its last line. Of a long text only the end is read.
/// </summary>
public static class FinalAnswer
{
    /// <summary>Characters at the end of a text that are read.</summary>
    public const int MostCharacters = 16_384;

    // Occurrences of the word "answer" that are looked at, from the last one.
    private const int MostMarks = 16;

    // How far from "answer" its "is" may stand: "the answer to the second question is".
    private const int MostBetween = 60;
    private static readonly char[] s_around = [' ', '\t', '\r', '\n', '*', '_', '`', '"', '“', '”'];

    /// <summary>The final answer; the whole text where it is one line.</summary>
    public static string Find(string text) => Find(text, out _);

    /// <summary>The final answer, and whether the text marks it as such.</summary>
    public static string Find(string text, out bool isMarked)
    {
        var read = text.Length > MostCharacters ? text[^MostCharacters..] : text;
        var found = Boxed(read) ?? AfterHashes(read) ?? AfterAnswer(read);
        isMarked = found is not null;
        return found ?? LastLine(read);
    }

    private static string? Boxed(string text)
    {
        const string Box = "\\boxed{";
        var at = text.LastIndexOf(Box, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var (from, depth) = (at + Box.Length, 1);
        for (var i = from; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return Filled(text[from..i]);
            }
        }

        return null;
    }

    private static string? AfterHashes(string text)
    {
        const string Mark = "####";
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : Filled(FirstLine(text[(at + Mark.Length)..]));
    }

    private static string? AfterAnswer(string text)
    {
        const string Word = "answer";
        var at = text.Length;
        for (var seen = 0; seen < MostMarks && at > 0; seen++)
        {
            at = text.LastIndexOf(Word, at - 1, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return null;
            }

            if (Said(text[(at + Word.Length)..]) is { } said)
            {
                return said;
            }
        }

        return null;
    }

    // What is said after the word, up to the end of its sentence.
    private static string? Said(string rest)
    {
        var near = rest[..Math.Min(MostBetween, rest.Length)];
        var colon = near.AsSpan().IndexOfAny(':', '=');
        var verb = near.IndexOf(" is ", StringComparison.OrdinalIgnoreCase);
        var from = colon >= 0 && (verb < 0 || colon < verb) ? colon + 1 : verb >= 0 ? verb + 4 : -1;
        if (from < 0 || near.AsSpan(0, from).Contains('\n'))
        {
            return null;
        }

        var line = FirstLine(rest[from..]).TrimStart(':', ' ');
        for (var end = line.IndexOf(". ", StringComparison.Ordinal); end >= 0; end = line.IndexOf(". ", end + 1, StringComparison.Ordinal))
        {
            // "B. 4 apples" is one answer, "18. This is ..." is an answer and a sentence.
            if (end > 1 && end + 2 < line.Length && char.IsUpper(line[end + 2]))
            {
                line = line[..end];
                break;
            }
        }

        return Filled(line);
    }

    private static string FirstLine(string text)
    {
        var trimmed = text.TrimStart(s_around);
        var end = trimmed.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? trimmed : trimmed[..end];
    }

    private static string LastLine(string text)
    {
        var trimmed = text.TrimEnd();
        return trimmed[(trimmed.LastIndexOf('\n') + 1)..].Trim(s_around);
    }

    private static string? Filled(string text) => text.Trim(s_around) is { Length: > 0 } filled ? filled : null;
}
