using System.Buffers;

namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Cuts off what makes a plural or a form of a verb. Rough on purpose, and for English: what it cuts too much makes words alike that share a beginning of four letters or more.</summary>
internal static class Stems
{
    private const int Least = 3;
    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouy");

    /// <summary>The stem of a word in small letters.</summary>
    public static string Of(string word)
    {
        var stem = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        if (stem.Length <= Least || !char.IsAsciiLetter(stem[^1]))
        {
            return stem;
        }

        stem = Plural(stem);
        return Cut(stem, "ing") ?? Cut(stem, "ed") ?? WithoutE(stem);
    }

    private static string Plural(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 ? word[..^3] + "y"
        : word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && word[^2] is not ('s' or 'u' or 'i') && word != "news" ? word[..^1]
        : word;

    // What is left must be a word: long enough, with a vowel. 'stopping' is 'stop', 'making' is 'mak' as 'make' is.
    private static string? Cut(string word, string ending)
    {
        if (!word.EndsWith(ending, StringComparison.Ordinal) || word.EndsWith("eed", StringComparison.Ordinal) || word.Length - ending.Length < Least)
        {
            return null;
        }

        var left = word[..^ending.Length];
        if (!left.AsSpan().ContainsAny(s_vowels))
        {
            return null;
        }

        return left[^1] == left[^2] && left[^1] is not ('l' or 's' or 'e' or 'o') ? left[..^1] : left[^1] == 'e' ? left[..^1] : left;
    }

    private static string WithoutE(string word) => word.EndsWith('e') && word.Length > Least ? word[..^1] : word;
}
