namespace Mesh.Prompts.Templates;

/// <summary>Cuts lines of a template into text and what stands between double braces.</summary>
internal static class TemplateTokens
{
    /// <summary>The pieces of some lines; a line with nothing but the begin or end of a list leaves no empty line behind.</summary>
    public static IEnumerable<(TemplateTokenKind Kind, string Text, int Line)> Of(string[] lines, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            var line = lines[at];
            var end = at + 1 < to ? "\n" : "";
            if (IsAlone(line.Trim()))
            {
                yield return (TemplateTokenKind.Tag, line.Trim()[2..^2].Trim(), at + 1);
                continue;
            }

            foreach (var (kind, text) in Line(line))
            {
                yield return (kind, text, at + 1);
            }

            yield return (TemplateTokenKind.Text, end, at + 1);
        }
    }

    private static bool IsAlone(string line) =>
        (line.StartsWith("{{#", StringComparison.Ordinal) || line.StartsWith("{{/", StringComparison.Ordinal)) && line.IndexOf("}}", StringComparison.Ordinal) == line.Length - 2;

    private static IEnumerable<(TemplateTokenKind Kind, string Text)> Line(string line)
    {
        var at = 0;
        while (line.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            if (open > at && line[open - 1] == '\\')
            {
                yield return (TemplateTokenKind.Text, line[at..(open - 1)] + "{{");
                at = open + 2;
                continue;
            }

            yield return (TemplateTokenKind.Text, line[at..open]);
            var close = line.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                yield return (TemplateTokenKind.Unclosed, "");
                yield break;
            }

            yield return (TemplateTokenKind.Tag, line[(open + 2)..close].Trim());
            at = close + 2;
        }

        yield return (TemplateTokenKind.Text, line[at..]);
    }
}
