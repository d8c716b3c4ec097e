namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt as numbers: the known features with their weights (each block of unit length) and the signals. Reused from prompt to
/// prompt, after the first few without allocating; one thread at a time.
/// </summary>
public sealed class PromptVector
{
    // Words, pairs, four characters.
    private const int Blocks = 3;

    // Most features occur once or twice: 1 + log(count) of the first counts.
    private static readonly float[] s_repeats = [.. Enumerable.Range(0, 64).Select(c => 1 + MathF.Log(c))];
    private readonly float[] _signals = new float[PromptSignals.Count];

    // Of each row, the first of them at 1.
    private ushort[] _counts = [];
    private uint[] _keys = [];
    private int[] _found = [];
    private int[] _rows = [];
    private float[] _values = [];
    private int _count;

    /// <summary>Rows of the features, those of a block together, in order of appearance.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Weight of each of <see cref="Rows"/>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>The signals.</summary>
    public ReadOnlySpan<float> Signals => _signals;

    /// <summary>How many of <see cref="Rows"/> are single words; these come first.</summary>
    public int WordCount { get; private set; }

    /// <summary>Reads a prompt.</summary>
    public void Read(Vocabulary vocabulary, ReadOnlySpan<char> prompt)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var reading = PromptReading.Of(prompt);
        var words = reading.Tokens.Hashes;
        Grow(vocabulary, Math.Max(words.Length, reading.Tokens.Text.Length));
        var unknown = Take(vocabulary, words);
        WordCount = _count;
        Take(vocabulary, Pairs(vocabulary, words));
        var grams = _count;
        Take(vocabulary, Grams(vocabulary, reading.Tokens.Text));
        Weigh(vocabulary, grams);
        reading.Signals.CopyTo(_signals);
        _signals[PromptSignals.Known] = words.IsEmpty ? 0 : (float)(words.Length - unknown) / words.Length;
    }

    /// <summary>Reads a prompt that was hashed before; the numbers are the same.</summary>
    internal void Read(Vocabulary vocabulary, HashedPrompt prompt)
    {
        Grow(vocabulary, prompt.Keys.Length);
        WordCount = 0;
        var (known, grams) = (0, 0);
        for (var i = 0; i < prompt.Keys.Length; i++)
        {
            if (vocabulary.RowOf(prompt.Keys[i]) is >= 0 and var row)
            {
                _rows[_count] = row;
                _count += _counts[row + 1] == 0 ? 1 : 0;
                _counts[row + 1] = prompt.Counts[i];
                known += i < prompt.PairsFrom ? prompt.Counts[i] : 0;
            }

            WordCount = i < prompt.PairsFrom ? _count : WordCount;
            grams = i < prompt.GramsFrom ? _count : grams;
        }

        Weigh(vocabulary, grams);
        prompt.Signals.CopyTo(_signals, 0);
        _signals[PromptSignals.Known] = prompt.Words == 0 ? 0 : (float)known / prompt.Words;
    }

    // Each block has at most as many features as the prompt has words or characters.
    private void Grow(Vocabulary vocabulary, int features)
    {
        _count = 0;
        if (_counts.Length <= vocabulary.Count)
        {
            _counts = new ushort[vocabulary.Count + 1];
        }

        if (_keys.Length < features)
        {
            (_keys, _found) = (new uint[features], new int[features]);
            (_rows, _values) = (new int[Blocks * features], new float[Blocks * features]);
        }
    }

    private ReadOnlySpan<uint> Pairs(Vocabulary vocabulary, ReadOnlySpan<uint> words)
    {
        if (vocabulary.GramsFrom == vocabulary.PairsFrom || words.Length < 2)
        {
            return [];
        }

        var keys = _keys.AsSpan(0, words.Length - 1);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = FeatureHash.Pair(words[i], words[i + 1]);
        }

        return keys;
    }

    private ReadOnlySpan<uint> Grams(Vocabulary vocabulary, ReadOnlySpan<char> text)
    {
        if (vocabulary.Count == vocabulary.GramsFrom || text.Length < 4)
        {
            return [];
        }

        var keys = _keys.AsSpan(0, text.Length - 3);
        var packed = FeatureHash.Push(FeatureHash.Push(FeatureHash.Push(0, text[0]), text[1]), text[2]);
        for (var i = 0; i < keys.Length; i++)
        {
            packed = FeatureHash.Push(packed, text[i + 3]);
            keys[i] = FeatureHash.Gram(packed);
        }

        return keys;
    }

    // Counts features, and keeps the rows of those that are met for the first time, in order; gives how many are not known. What is not
    // known has a count of its own that is never 0: without branches that go by the prompt the processor need not guess them.
    private int Take(Vocabulary vocabulary, ReadOnlySpan<uint> keys)
    {
        var found = _found.AsSpan(0, keys.Length);
        var (counts, rows, count) = (_counts, _rows, _count);
        vocabulary.PlacesOf(keys, found);
        counts[0] = 1;
        foreach (var place in found)
        {
            var times = counts[place];
            counts[place] = (ushort)(times + 1);
            rows[count] = place - 1;
            count += Dense.One(times == 0);
        }

        var unknown = counts[0] - 1;
        (counts[0], _count) = (0, count);
        return unknown;
    }

    private void Weigh(Vocabulary vocabulary, int grams)
    {
        Weigh(vocabulary, 0, WordCount);
        Weigh(vocabulary, WordCount, grams);
        Weigh(vocabulary, grams, _count);
    }

    // One block, brought to unit length.
    private void Weigh(Vocabulary vocabulary, int from, int to)
    {
        var rows = _rows.AsSpan(from, to - from);
        var values = _values.AsSpan(from, to - from);
        var squares = 0f;
        for (var i = 0; i < rows.Length; i++)
        {
            ref var count = ref _counts[rows[i] + 1];
            var value = (count < s_repeats.Length ? s_repeats[count] : 1 + MathF.Log(count)) * vocabulary.Rarity[rows[i]];
            count = 0;
            values[i] = value;
            squares += value * value;
        }

        if (squares > 0)
        {
            Dense.Divide(values, MathF.Sqrt(squares));
        }
    }
}
