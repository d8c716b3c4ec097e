using YamlDotNet.Core;

namespace Mesh.Catalog.Reading;

/// <summary>Says in plain words what the parser stumbled over. Its own text is never passed on: it may repeat what stands in the file.</summary>
internal static class YamlFaults
{
    private static readonly (string Sign, string Problem, string Mend)[] s_known =
    [
        ("found invalid tab", "indents with a tab.", "Indent with spaces."),
        ("while parsing a flow sequence", "breaks a list in [ ].", "Put ',' between its items and ']' at its end."),
        ("while parsing a flow mapping", "breaks a group in { }.", "Put ',' between its fields and '}' at its end."),
        ("quoted scalar, found unexpected end", "opens a quote that is not closed.", "Close it with the same quote."),
        ("quoted scalar, found wrong indentation", "opens a quote that is not closed.", "Close it with the same quote."),
        ("unknown escape character", "holds a backslash sequence that YAML does not know.", "Put the text in single quotes."),
        ("multiline plain scalar", "follows a line that is not 'name: value'.", "Write the line above as 'name: value', or put its text in quotes."),
        ("scanning a plain scalar value, found invalid mapping", "holds a second ': ' in one value.", "Put the text in quotes, or the field on a line of its own."),
        ("did not find expected key", "does not line up with the fields above it.", "Indent it like its neighbours."),
        ("cannot start any token", "begins with a character that YAML keeps for itself.", "Put the text in quotes."),
        ("did not find expected node content", "has a bracket or a comma too many.", "Take it out."),
    ];

    /// <summary>Where and what it is, and how to mend it.</summary>
    /// <param name="e">What the parser threw.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="reached">The place up to which all was well.</param>
    public static (Mark At, string Problem, string Mend) Explain(Exception e, string text, Mark reached)
    {
        var known = s_known.FirstOrDefault(k => e.Message.Contains(k.Sign, StringComparison.OrdinalIgnoreCase));
        if (known == s_known[0] && Tab(text) is { } tab)
        {
            return (tab, known.Problem, known.Mend);
        }

        // Without a place of its own it is near the last one that was understood.
        var at = e is YamlException { Start.Index: > 0 } at_ ? at_.Start : reached;

        // At the end it counts a line that is not there.
        var end = At(text, text.Length);
        at = at.Line > end.Line ? end : at;
        return at.Index >= text.AsSpan().TrimEnd().Length ? (at, "ends in the middle of a '[' or '{'.", "Close it.")
            : known.Problem is null
            ? (at, "is not valid YAML from here on.", "Close every quote, '{' and '['; indent with spaces; quote texts that hold ': ' or '#'.")
            : (at, known.Problem, known.Mend);
    }

    /// <summary>The place of a character.</summary>
    public static Mark At(string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new Mark(index, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    private static Mark? Tab(string text)
    {
        for (var (i, indents) = (0, true); i < text.Length; i++)
        {
            if (indents && text[i] == '\t')
            {
                return At(text, i);
            }

            indents = text[i] == '\n' || (indents && text[i] == ' ');
        }

        return null;
    }
}
