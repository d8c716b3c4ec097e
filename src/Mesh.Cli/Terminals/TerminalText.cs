using System.Text;

namespace Mesh.Cli.Terminals;

/// <summary>Text of a model or a catalogue on its way to a person's terminal, which must not take it for orders.</summary>
internal static class TerminalText
{
    private const char FirstSymbol = '\u2400';
    private const char DeleteSymbol = '\u2421';

    /// <summary>
    /// The text with control characters made visible: escape sequences lose their escape, a carriage return cannot overwrite a line,
    /// and marks that turn the direction of writing cannot hide any of it. Line feeds and tabs stay.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(c switch
            {
                '\n' or '\t' => c,
                < ' ' => (char)(FirstSymbol + c),
                '\u007f' => DeleteSymbol,
                (>= '\u0080' and <= '\u009f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f' or '\u061c' => '\ufffd',
                _ => c,
            });
        }

        return clean.Replace("\u240d\n", "\n").ToString();
    }

    /// <summary>The text in one line of a table.</summary>
    public static string Line(string text) => Clean(text.ReplaceLineEndings(" ").Replace('\t', ' '));
}
