namespace Mesh.Strategies.Votes.Forms;

/// <summary>Letters of options as they are compared: "(B)", "b)", "Option B", "**B**", "B. Paris" and, where the options are known, "Paris".</summary>
public static class ChoiceText
{
    /// <summary>The letter in upper case; null where the answer names none.</summary>
    /// <param name="answer">The final answer.</param>
    /// <param name="options">The options' texts in the order of their letters; empty where they aren't known.</param>
    public static string? Key(string answer, IReadOnlyList<string> options)
    {
        var text = Bare(answer);
        var last = options.Count == 0 ? 'Z' : (char)('A' + options.Count - 1);
        if (Letter(text, last) is { } letter)
        {
            return letter.ToString();
        }

        var said = ShortText.Key(text);
        var at = options.Select(ShortText.Key).ToList().IndexOf(said);
        return at < 0 ? null : ((char)('A' + at)).ToString();
    }

    private static string Bare(string answer)
    {
        var text = answer.Trim().Trim('*', '_', '`', '"', '\'', '$', ' ');
        foreach (var word in (ReadOnlySpan<string>)["option ", "choice ", "answer ", "letter "])
        {
            text = text.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? text[word.Length..].Trim('*', ' ') : text;
        }

        return text.StartsWith("\\text{", StringComparison.Ordinal) ? text[6..].TrimEnd('}') : text;
    }

    // A letter alone, in parentheses, or with a mark after it; "A dog" is a word, "a) dog" is none.
    private static char? Letter(string text, char last)
    {
        var at = text is ['(' or '[', ..] ? 1 : 0;
        if (at >= text.Length || char.ToUpperInvariant(text[at]) is not (>= 'A' and <= 'Z') || char.ToUpperInvariant(text[at]) > last)
        {
            return null;
        }

        var rest = text.AsSpan(at + 1);
        return rest.Length == 0 || rest[0] is ')' or ']' || (rest[0] is '.' or ':' && (rest.Length == 1 || rest[1] == ' ')) || rest is "*" or "**"
            ? char.ToUpperInvariant(text[at])
            : null;
    }
}
