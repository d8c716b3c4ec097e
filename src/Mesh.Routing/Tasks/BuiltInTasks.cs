using Mesh.Routing.Tasks.BuiltIn;

namespace Mesh.Routing.Tasks;

/// <summary>
/// The task classes that every mesh knows, with example prompts written for it. A line is a complexity from 1 to 5, a bar and a
/// prompt; of words between braces, with slashes between them, each variant of the prompt takes another.
/// </summary>
public static class BuiltInTasks
{
    /// <summary>Variants of one line at most.</summary>
    private const int MostVariants = 3;

    private static readonly (string Name, string Description, string Lines)[] s_classes =
    [
        ("chat", "Talk, advice and plain questions of fact.", ChatExamples.Lines),
        ("reasoning", "Puzzles, plans, trade-offs and arguments that need several steps.", ReasoningExamples.Lines),
        ("math", "Sums, word problems, algebra, geometry, calculus, chances, proofs.", MathExamples.Lines),
        ("code", "Writing, explaining, mending and reviewing programs.", CodeExamples.Lines),
        ("summarise", "Making texts shorter.", SummariseExamples.Lines),
        ("extract", "Taking named facts out of texts.", ExtractExamples.Lines),
        ("classify", "Putting texts into given classes, rating and ranking them.", ClassifyExamples.Lines),
        ("translate", "From one language into another.", TranslateExamples.Lines),
        ("creative", "Stories, verses, slogans and other texts that are made up.", CreativeExamples.Lines),
        ("vision", "Questions about pictures.", VisionExamples.Lines),
    ];

    /// <summary>The classes with their examples.</summary>
    public static IReadOnlyList<TaskClass> Classes { get; } =
        [.. s_classes.Select(c => new TaskClass(c.Name, null, c.Description, [.. Read(c.Lines).Select(e => e.Prompt)]))];

    /// <summary>All examples with their class, their line's number within it, and their complexity from 0 (trivial) to 1.</summary>
    public static IReadOnlyList<TaskExample> Examples { get; } =
        [.. s_classes.SelectMany(c => Read(c.Lines).Select(e => new TaskExample(c.Name, e.Line, e.Prompt, e.Complexity)))];

    private static IEnumerable<(int Line, string Prompt, float Complexity)> Read(string lines)
    {
        foreach (var (number, line) in lines.Split('\n').Index())
        {
            var complexity = (line[0] - '1') / 4f;
            var text = line[2..].Replace("\\n", "\n", StringComparison.Ordinal);
            var variants = Math.Min(MostVariants, Slots(text).Select(s => s.Options.Length).DefaultIfEmpty(1).Max());
            for (var v = 0; v < variants; v++)
            {
                yield return (number, Variant(text, v), complexity);
            }
        }
    }

    private static string Variant(string text, int variant)
    {
        var (at, parts) = (0, new List<string>());
        foreach (var (from, to, options) in Slots(text))
        {
            parts.Add(text[at..from]);
            parts.Add(options[variant % options.Length]);
            at = to;
        }

        return string.Concat(parts) + text[at..];
    }

    // Braces without a slash between them are the prompt's own.
    private static IEnumerable<(int From, int To, string[] Options)> Slots(string text)
    {
        for (var from = text.IndexOf('{', StringComparison.Ordinal); from >= 0; from = text.IndexOf('{', from + 1))
        {
            var to = text.IndexOf('}', from);
            if (to < 0)
            {
                yield break;
            }

            var inner = text[(from + 1)..to];
            if (inner.Contains('/', StringComparison.Ordinal) && !inner.Contains('{', StringComparison.Ordinal))
            {
                yield return (from, to + 1, inner.Split('/'));
                from = to;
            }
        }
    }
}
