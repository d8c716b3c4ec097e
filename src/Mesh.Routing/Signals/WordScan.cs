namespace Mesh.Routing.Signals;

/// <summary>The words of a text in small letters, one after another, without copies of the text.</summary>
internal static class WordScan
{
    /// <summary>Longest word that is looked at.</summary>
    public const int Longest = 32;

    /// <summary>Calls <paramref name="met"/> with each word and the word before it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Most words.</param>
    /// <param name="met">What is done with each.</param>
    public static void Each(ReadOnlySpan<char> text, int most, Word met)
    {
        Span<char> pair = stackalloc char[(2 * Longest) + 1];
        var before = 0;
        for (var (at, words) = (0, 0); at < text.Length && words < most; words++)
        {
            while (at < text.Length && !Belongs(text[at]))
            {
                at++;
            }

            var start = at;
            while (at < text.Length && Belongs(text[at]))
            {
                at++;
            }

            var word = text[start..at].TrimEnd(".;-'");
            if (word.Length is 0 or > Longest)
            {
                before = 0;
                continue;
            }

            // The word before it, a dash and the word, in one buffer.
            if (before > 0)
            {
                pair[before] = '-';
            }

            var from = before == 0 ? 0 : before + 1;
            var length = word.ToLowerInvariant(pair[from..]);
            met(pair.Slice(from, length), before == 0 ? [] : pair[..(from + length)]);
            pair.Slice(from, length).CopyTo(pair);
            before = length;
        }
    }

    private static bool Belongs(char c) => char.IsLetterOrDigit(c) || c is '#' or '+' or ';' or '\'' or '-' or '.';

    /// <summary>Takes a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="pair">The word before it, a dash and the word; empty for the first.</param>
    public delegate void Word(ReadOnlySpan<char> word, ReadOnlySpan<char> pair);
}
