namespace Mesh.Routing.Learning;

/// <summary>Names of features as numbers that are the same on every machine and in every version.</summary>
internal static class FeatureHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // The two highest bits tell the block, so that none takes a feature of another for its own.
    private const uint Name = 0x3FFFFFFF;
    private const uint Pairs = 0x40000000;
    private const uint Grams = 0x80000000;
    private const uint WordSeed = 0x2F0B4C47;
    private const uint PairSeed = 0x5BD1E995;
    private const uint GramSeed = 0x7FEB352D;

    /// <summary>What the hash of a word begins with.</summary>
    public const ulong NoWord = WordSeed;

    /// <summary>Of a word; a number of three digits or more counts by its length alone.</summary>
    public static uint Word(ReadOnlySpan<char> word)
    {
        var shaped = word.Length > 2 && char.IsAsciiDigit(word[0]);
        var hash = NoWord;
        foreach (var c in word)
        {
            hash = Append(hash, shaped ? '0' : c);
        }

        return Word(hash);
    }

    /// <summary>Of a word whose characters were appended one after the other.</summary>
    public static uint Word(ulong appended) => Fold(appended) & Name;

    /// <summary>A word's characters so far and the next one.</summary>
    public static ulong Append(ulong word, char next)
    {
        word = (word ^ next) * Golden;
        return word ^ (word >> 29);
    }

    /// <summary>Of two words that follow each other.</summary>
    public static uint Pair(uint first, uint second) => (Fold(((((ulong)first << 32) | second) ^ PairSeed) * Golden) & Name) | Pairs;

    /// <summary>Of four characters that follow each other; every digit counts as the same.</summary>
    public static uint Gram(ReadOnlySpan<char> four) => Gram(Push(Push(Push(Push(0, four[0]), four[1]), four[2]), four[3]));

    /// <summary>Of four characters that were pushed one after the other.</summary>
    public static uint Gram(ulong four) => (Fold((four ^ GramSeed) * Golden) & Name) | Grams;

    /// <summary>The last three characters and the next one.</summary>
    public static ulong Push(ulong four, char next) => (four << 16) | Shaped(next);

    private static char Shaped(char c) => char.IsAsciiDigit(c) ? '0' : c;

    private static uint Fold(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93;
        return (uint)(hash ^ (hash >> 32));
    }
}
