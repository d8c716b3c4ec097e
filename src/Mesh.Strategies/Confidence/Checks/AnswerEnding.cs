namespace Mesh.Strategies.Confidence.Checks;

/// <summary>Whether an answer came to its end.</summary>
internal static class AnswerEnding
{
    /// <summary>Whether the vendor said that the answer was cut at its longest.</summary>
    public static bool IsCut(string? finishReason) => finishReason is "length" or "max_tokens" or "MAX_TOKENS" or "max_output_tokens";

    /// <summary>
    /// Whether a text ends in the middle: inside a sentence, an expression, brackets or a block of code. A last line without a final mark is
    /// an end when it is a short one of its own, as a figure or a name; a text that is one line altogether always is one.
    /// </summary>
    public static bool EndsInTheMiddle(string answer)
    {
        var text = answer.AsSpan().TrimEnd();
        if (text.IsEmpty)
        {
            return true;
        }

        var last = text[^1];
        if (last is ',' or '(' or '[' or '{' or '+' or '-' or '*' or '/' or '=' or '<' or ':' or ';' && !text.EndsWith("**", StringComparison.Ordinal) && !text.EndsWith("```", StringComparison.Ordinal))
        {
            return true;
        }

        var line = text[(text.LastIndexOf('\n') + 1)..];
        return Opened(line) > 0 || Count(text, "```") % 2 == 1 || (!IsFinal(last) && line.Length < text.Length && Words(line) > MostWordsOfShortLine);
    }

    /// <summary>Brackets that are opened in a text and never closed.</summary>
    public static int Opened(ReadOnlySpan<char> text)
    {
        var open = text.Count('(') - text.Count(')') + text.Count('[') - text.Count(']') + text.Count('{') - text.Count('}') + Count(text, "<<") - Count(text, ">>");
        return Math.Max(0, open);
    }

    // "The total: 12 apples" is an end, "She has 12 apples and the" is none.
    private const int MostWordsOfShortLine = 5;

    private static bool IsFinal(char last) => last is '.' or '!' or '?' or '"' or '\'' or '”' or '’' or ')' or ']' or '}' or '`' or '*' or '%' or '>' or '|' or '…' or '。' or '！' or '？';

    private static int Words(ReadOnlySpan<char> line)
    {
        var (words, inside) = (0, false);
        foreach (var c in line)
        {
            var letter = char.IsLetterOrDigit(c);
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }

        return words;
    }

    private static int Count(ReadOnlySpan<char> text, string what) => text.Count(what);
}
