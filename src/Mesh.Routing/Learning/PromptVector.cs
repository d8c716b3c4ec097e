namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt as numbers: the known features with their weights (each block of unit length) and the signals. Reused from prompt to
/// prompt, after the first few without allocating; one thread at a time.
/// </summary>
public sealed class PromptVector
{
    // Most features occur once or twice: 1 + log(count) of the first counts.
    private static readonly float[] s_repeats = [.. Enumerable.Range(0, 64).Select(c => 1 + MathF.Log(c))];
    private readonly PromptTokens _tokens = new();
    private readonly float[] _signals = new float[PromptSignals.Count];
    private ushort[] _counts = [];
    private uint[] _words = new uint[256];
    private int[] _rows = new int[256];
    private float[] _values = new float[256];
    private int _count;

    /// <summary>Rows of the features, those of a block together, in order of appearance.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Weight of each of <see cref="Rows"/>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>The signals.</summary>
    public ReadOnlySpan<float> Signals => _signals;

    /// <summary>The prompt's words.</summary>
    public PromptTokens Tokens => _tokens;

    /// <summary>How many of <see cref="Rows"/> are single words; these come first.</summary>
    public int WordCount { get; private set; }

    /// <summary>Reads a prompt.</summary>
    public void Read(Vocabulary vocabulary, ReadOnlySpan<char> prompt)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _tokens.Read(prompt);
        Grow(vocabulary);
        _count = 0;
        var known = Words(vocabulary);
        WordCount = _count;
        Pairs(vocabulary);
        var grams = _count;
        Grams(vocabulary);
        Weigh(vocabulary, grams);
        PromptSignals.Fill(_tokens, _tokens.Count == 0 ? 0 : (float)known / _tokens.Count, _signals);
    }

    /// <summary>Reads a prompt that was hashed before; the numbers are the same.</summary>
    internal void Read(Vocabulary vocabulary, HashedPrompt prompt)
    {
        Grow(vocabulary);
        (_count, WordCount) = (0, 0);
        var (known, grams) = (0, 0);
        for (var i = 0; i < prompt.Keys.Length; i++)
        {
            var row = vocabulary.RowOf(prompt.Keys[i]);
            if (Take(row))
            {
                _counts[row] = prompt.Counts[i];
                known += i < prompt.PairsFrom ? prompt.Counts[i] : 0;
            }

            WordCount = i < prompt.PairsFrom ? _count : WordCount;
            grams = i < prompt.GramsFrom ? _count : grams;
        }

        Weigh(vocabulary, grams);
        prompt.Signals.CopyTo(_signals, 0);
        _signals[PromptSignals.Known] = prompt.Words == 0 ? 0 : (float)known / prompt.Words;
    }

    private void Grow(Vocabulary vocabulary)
    {
        if (_counts.Length < vocabulary.Count)
        {
            _counts = new ushort[vocabulary.Count];
        }
    }

    private int Words(Vocabulary vocabulary)
    {
        var known = 0;
        _words = _words.Length < _tokens.Count ? new uint[2 * _tokens.Count] : _words;
        for (var i = 0; i < _tokens.Count; i++)
        {
            _words[i] = FeatureHash.Word(_tokens[i]);
            known += Take(vocabulary.RowOf(_words[i])) ? 1 : 0;
        }

        return known;
    }

    private void Pairs(Vocabulary vocabulary)
    {
        if (vocabulary.GramsFrom == vocabulary.PairsFrom)
        {
            return;
        }

        for (var i = 1; i < _tokens.Count; i++)
        {
            Take(vocabulary.RowOf(FeatureHash.Pair(_words[i - 1], _words[i])));
        }
    }

    private void Grams(Vocabulary vocabulary)
    {
        if (vocabulary.Count == vocabulary.GramsFrom)
        {
            return;
        }

        var text = _tokens.Text;
        var packed = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            packed = FeatureHash.Push(packed, text[i]);
            if (i >= 3)
            {
                Take(vocabulary.RowOf(FeatureHash.Gram(packed)));
            }
        }
    }

    private bool Take(int row)
    {
        if (row < 0)
        {
            return false;
        }

        if (_counts[row]++ == 0)
        {
            if (_count == _rows.Length)
            {
                Array.Resize(ref _rows, _count * 2);
                Array.Resize(ref _values, _count * 2);
            }

            _rows[_count++] = row;
        }

        return true;
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
            ref var count = ref _counts[rows[i]];
            var value = (count < s_repeats.Length ? s_repeats[count] : 1 + MathF.Log(count)) * vocabulary.Rarity[rows[i]];
            count = 0;
            values[i] = value;
            squares += value * value;
        }

        var length = MathF.Sqrt(squares);
        foreach (ref var value in values)
        {
            value /= length;
        }
    }
}
