namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt as training needs it: hashes of its features with their counts, and its signals. Its text is not in it and can't be read
/// back, though who guesses a word can check it; keep it as carefully as the prompt's metadata.
/// </summary>
/// <param name="Keys">Hashes of the features, those of a block together, in order of appearance.</param>
/// <param name="Counts">How often each occurs.</param>
/// <param name="PairsFrom">Place of the first pair of words.</param>
/// <param name="GramsFrom">Place of the first four characters.</param>
/// <param name="Words">Words and numbers.</param>
/// <param name="Signals">Its signals; the share of known words is filled in by a vocabulary.</param>
/// <param name="Question">The same number for the same question, however its options are dressed: what folds are made by.</param>
public sealed record HashedPrompt(uint[] Keys, ushort[] Counts, int PairsFrom, int GramsFrom, int Words, float[] Signals, uint Question)
{
    /// <summary>Hashes a prompt.</summary>
    public static HashedPrompt Of(ReadOnlySpan<char> prompt)
    {
        var tokens = new PromptTokens();
        tokens.Read(prompt);
        var (keys, counts, places) = (new List<uint>(), new List<ushort>(), new Dictionary<uint, int>());
        Span<uint> words = tokens.Count <= 1024 ? stackalloc uint[tokens.Count] : new uint[tokens.Count];
        for (var i = 0; i < tokens.Count; i++)
        {
            words[i] = FeatureHash.Word(tokens[i]);
            Add(words[i], keys, counts, places);
        }

        var pairsFrom = keys.Count;
        places.Clear();
        for (var i = 1; i < tokens.Count; i++)
        {
            Add(FeatureHash.Pair(words[i - 1], words[i]), keys, counts, places);
        }

        var gramsFrom = keys.Count;
        places.Clear();
        var packed = 0UL;
        for (var i = 0; i < tokens.Text.Length; i++)
        {
            packed = FeatureHash.Push(packed, tokens.Text[i]);
            if (i >= 3)
            {
                Add(FeatureHash.Gram(packed), keys, counts, places);
            }
        }

        var signals = new float[PromptSignals.Count];
        PromptSignals.Fill(tokens, 0, signals);
        return new HashedPrompt([.. keys], [.. counts], pairsFrom, gramsFrom, tokens.Count, signals, KeyOf(tokens, words));
    }

    private static void Add(uint key, List<uint> keys, List<ushort> counts, Dictionary<uint, int> places)
    {
        if (places.TryGetValue(key, out var place))
        {
            counts[place]++;
            return;
        }

        places.Add(key, keys.Count);
        keys.Add(key);
        counts.Add(1);
    }

    // Over the words before the first "a" that a "b" and a "c" follow as single letters, if they do.
    private static uint KeyOf(PromptTokens tokens, ReadOnlySpan<uint> words)
    {
        var (wanted, first) = ('c', tokens.Count);
        for (var i = tokens.Count - 1; i >= 0 && wanted >= 'a'; i--)
        {
            if (tokens[i] is [var c] && c == wanted)
            {
                (wanted, first) = ((char)(wanted - 1), i);
            }
        }

        var key = 17u;
        foreach (var word in words[..(wanted < 'a' && first > 0 ? first : tokens.Count)])
        {
            key = FeatureHash.Pair(key, word);
        }

        return key;
    }
}
