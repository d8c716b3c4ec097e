using System.Buffers;
using Mesh.Contracts.Chat;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>What the shape of a text tells, whatever its language.</summary>
internal readonly record struct PromptForm
{
    // Beyond this nothing more is learnt of the shape.
    private const int Most = 16 * 1024;
    private static readonly SearchValues<string> s_code = SearchValues.Create(
        ["```", "=> {", "() {", "();", "});", "def ", "#include", "import ", "public static", "SELECT ", "console.log", "Traceback (most", "NullReference", "#!/bin/", "</div>", "$ git", "async "],
        StringComparison.Ordinal);

    /// <summary>Marks of code, 0 to 6.</summary>
    public double CodeMarks { get; private init; }

    /// <summary>Marks of mathematics, 0 to 6.</summary>
    public double MathMarks { get; private init; }

    private int Length { get; init; }

    private int Questions { get; init; }

    private int Steps { get; init; }

    private int Demands { get; init; }

    /// <summary>The form of a text.</summary>
    public static PromptForm Of(string text)
    {
        var looked = text.AsSpan(0, Math.Min(text.Length, Most));
        var (digits, operators, questions, steps) = (0, 0, 0, 0);
        var lineBegins = true;
        foreach (var c in looked)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            operators += c is '=' or '+' or '*' or '/' or '^' or '<' or '>' or '√' or '∫' or '∑' or '≤' or '≥' or '×' or '÷' or '\\' ? 1 : 0;
            questions += c is '?' or '？' ? 1 : 0;
            steps += lineBegins && (c is '-' or '*' or '•' || char.IsAsciiDigit(c)) ? 1 : 0;
            lineBegins = c == '\n' || (lineBegins && c is ' ' or '\t');
        }

        var length = Math.Max(1, looked.Length);
        return new PromptForm
        {
            Length = text.Length,
            Questions = questions,
            Steps = steps,
            Demands = Count(looked, "must") + Count(looked, "should") + Count(looked, "ensure") + Count(looked, "step") + Count(looked, "each") + Count(looked, "also"),
            CodeMarks = Math.Min(6, 1.5 * Marks(looked)),
            MathMarks = Math.Min(6, digits + operators < 4 ? 0 : 12.0 * (digits + (2 * operators)) / (length + 40)) + (looked.Contains("\\frac", StringComparison.Ordinal) || looked.Contains('$') && operators > 2 ? 2 : 0),
        };
    }

    /// <summary>How hard a request is, 0 to 1: by length, demands, steps, questions and what the answer must hold to.</summary>
    public double Complexity(ChatRequest request)
    {
        var score = (0.35 * Math.Min(1, Math.Log2(1 + (Length / 50.0)) / 7))
            + (0.2 * Math.Min(1, Demands / 6.0))
            + (0.15 * Math.Min(1, Steps / 6.0))
            + (0.1 * Math.Min(1, Math.Max(0, Questions - 1) / 3.0))
            + (0.1 * Math.Min(1, (CodeMarks + MathMarks) / 4))
            + (0.1 * Math.Min(1, (request.Tools.Count / 4.0) + (request.ResponseFormat is { Kind: ResponseFormatKind.JsonSchema } ? 0.5 : 0)));
        return Math.Clamp(score, 0, 1);
    }

    private static int Marks(ReadOnlySpan<char> text)
    {
        var marks = 0;
        while (marks < 4 && text.IndexOfAny(s_code) is var at and >= 0)
        {
            marks++;
            text = text[(at + 1)..];
        }

        return marks;
    }

    private static int Count(ReadOnlySpan<char> text, string word)
    {
        var count = 0;
        while (count < 6 && text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            count++;
            text = text[(at + word.Length)..];
        }

        return count;
    }
}
