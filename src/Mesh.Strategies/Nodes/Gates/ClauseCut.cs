using System.Text.RegularExpressions;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>Cuts a request into stretches that may be requests of their own: paragraphs, points of lists, sentences, and what small words join. Calls nobody.</summary>
internal static partial class ClauseCut
{
    /// <summary>Longest text that is cut, in characters.</summary>
    public const int MostCharacters = 8_000;

    /// <summary>Most stretches; a text of more is not cut.</summary>
    public const int MostClauses = 32;

    // Fewer words say too little to tell what is asked.
    private const int LeastWords = 3;

    /// <summary>The stretches in order, which cover the text; a single one where it is not cut.</summary>
    public static IReadOnlyList<Clause> Of(string text)
    {
        if (text.Length > MostCharacters)
        {
            return [new Clause(0, 0, text.Length)];
        }

        var clauses = new List<Clause>();
        var (begin, own) = (0, 0);
        foreach (Match cut in Cuts().Matches(text))
        {
            // What stands in a fence of code belongs together, and a fence to what introduces it.
            if (!cut.ValueSpan.StartsWith("```") && HasWords(text.AsSpan(own..cut.Index)) && HasWords(text.AsSpan(cut.Index + cut.Length)))
            {
                clauses.Add(new Clause(begin, own, cut.Index));
                (begin, own) = (cut.Index, cut.Index + cut.Length);
            }
        }

        clauses.Add(new Clause(begin, own, text.Length));
        return clauses.Count <= MostClauses ? clauses : [new Clause(0, 0, text.Length)];
    }

    /// <summary>Whether a stretch speaks of what stands before it, and is no request without that.</summary>
    public static bool Leans(ReadOnlySpan<char> clause) => Backward().IsMatch(clause);

    private static bool HasWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        foreach (var _ in Words().EnumerateMatches(text))
        {
            if (++words == LeastWords)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"```.*?(?:```|\z)|\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*]|\d{1,2}[.)])[ \t])|(?<=[.!?;])\s+(?:(?:and|then|also|und|dann)\s+)?|(?<=[。！？])|,?\s+(?:and then|and also|und dann|et puis|and|then|also|plus|und|dann|et|puis|luego)\s+", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cuts();

    [GeneratedRegex(@"\b(?:it|its|them|they|their|that|those|these|above|result|results|same|es|ihn|sie|ihm|davon|ergebnis)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Backward();

    [GeneratedRegex(@"[\p{L}\p{N}_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
