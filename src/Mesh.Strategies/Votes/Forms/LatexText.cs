using System.Buffers;
using System.Text;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>Mathematics in LaTeX as plain text: fractions as quotients, powers with ^, no spacing, no fonts, no dollar signs.</summary>
internal static class LatexText
{
    private static readonly string[] s_fractions = ["\\dfrac", "\\tfrac", "\\cfrac", "\\frac"];

    private static readonly SearchValues<char> s_signs = SearchValues.Create("\\{−–×÷°");

    // The longer of two that begin alike stands first.
    private static readonly (string From, string To)[] s_changes =
    [
        ("\\left", ""), ("\\right", ""), ("\\displaystyle", ""), ("\\!", ""), ("\\,", ""), ("\\;", " "), ("\\:", " "), ("\\ ", " "),
        ("\\(", ""), ("\\)", ""), ("\\[", ""), ("\\]", ""), ("\\text", ""), ("\\mathrm", ""), ("\\mathbf", ""), ("\\mbox", ""),
        ("\\times", "*"), ("\\cdot", "*"), ("\\div", "/"), ("^{\\circ}", ""), ("^\\circ", ""), ("\\circ", ""), ("\\degree", ""), ("\\%", "%"), ("\\$", "$"),
        ("\\pi", "π"), ("\\sqrt", "√"), ("\\infty", "∞"), ("\\pm", "±"), ("{,}", ","), ("−", "-"), ("–", "-"), ("×", "*"), ("÷", "/"), ("°", ""),
    ];

    /// <summary>The text in that form.</summary>
    public static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny(s_signs) < 0)
        {
            return text;
        }

        foreach (var name in s_fractions)
        {
            text = Fractions(text, name);
        }

        var plain = new StringBuilder(text);
        foreach (var (from, to) in s_changes)
        {
            plain.Replace(from, to);
        }

        return plain.Replace('{', '(').Replace('}', ')').ToString().Trim();
    }

    // \frac{a}{b} and \frac12; each round takes one away, and the text is bounded by whoever picked it.
    private static string Fractions(string text, string name)
    {
        for (var at = text.LastIndexOf(name, StringComparison.Ordinal); at >= 0; at = text.LastIndexOf(name, StringComparison.Ordinal))
        {
            var (top, next) = Argument(text, at + name.Length);
            var (bottom, end) = Argument(text, next);
            text = $"{text[..at]}{(at > 0 && char.IsAsciiDigit(text[at - 1]) ? " " : "")}{Held(top)}/{Held(bottom)}{text[end..]}";
        }

        return text;
    }

    private static (string Text, int Next) Argument(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at >= text.Length || text[at] != '{')
        {
            return at >= text.Length ? ("", at) : (text[at..(at + 1)], at + 1);
        }

        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return (text[(at + 1)..i], i + 1);
            }
        }

        return (text[(at + 1)..], text.Length);
    }

    private static string Held(string argument) => argument.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') ? argument : $"({argument})";
}
