using System.Text.RegularExpressions;

namespace Mesh.Prompts.Structured;

/// <summary>Reads an answer that is one of a few words, such as yes or no, with or without reasons around it.</summary>
public static partial class WordAnswer
{
    /// <summary>
    /// The word in the last line, else in the first; null where a line names none or several. Words of one letter are told from others by
    /// their case: <c>A</c> is a choice and <c>a</c> is none.
    /// </summary>
    /// <param name="text">The answer.</param>
    /// <param name="words">The words of which it is one.</param>
    public static string? Read(string text, IReadOnlyList<string> words)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? null : Only(lines[^1], words) ?? Only(lines[0], words);
    }

    private static string? Only(string line, IReadOnlyList<string> words)
    {
        var named = Words().EnumerateMatches(line);
        string? only = null;
        foreach (var match in named)
        {
            var word = line.AsSpan(match.Index, match.Length);
            foreach (var known in words)
            {
                if (word.Equals(known, known.Length == 1 ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
                {
                    if (only is not null && only != known)
                    {
                        return null;
                    }

                    only = known;
                }
            }
        }

        return only;
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
