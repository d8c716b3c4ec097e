using Mesh.Routing.Learning;

namespace Mesh.Routing.Tasks;

/// <summary>
/// A prompt as the task classifier sees it: words, pairs of words, how it is written (two and three characters that follow each other,
/// case and punctuation as they are, at its beginning and end) and its signals in steps. Rows are hashes, so that words nobody
/// trained on count for a class that brings them. Reused from prompt to prompt; one thread at a time.
/// </summary>
internal sealed class TaskFeatures
{
    /// <summary>Rows that there are.</summary>
    public const int Rows = 1 << 15;

    // Characters at the beginning and as many at the end whose writing counts.
    private const int Written = 1024;
    private const int Blocks = 4;
    private const float SignalStep = 0.5f;
    private const char First = '\u0002';
    private const char Last = '\u0003';

    // What stands in the place of a character that two or three characters do not have.
    private const char None = '\u0001';

    // 1 + log(count) of the first counts.
    private static readonly float[] s_repeats = [.. Enumerable.Range(0, 64).Select(c => 1 + MathF.Log(c))];
    private readonly ushort[] _counts = new ushort[Rows];
    private readonly int[] _ends = new int[Blocks];
    private int[] _rows = [];
    private float[] _values = [];
    private int _count;

    public ReadOnlySpan<int> At => _rows.AsSpan(0, _count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>Reads a prompt.</summary>
    /// <param name="prompt">Its text.</param>
    /// <param name="rarity">Weight of each row; empty for none.</param>
    public void Read(ReadOnlySpan<char> prompt, ReadOnlySpan<float> rarity)
    {
        var reading = PromptReading.Of(prompt);
        var words = reading.Tokens.Hashes;
        Grow((2 * words.Length) + (4 * (Written + 1)) + PromptSignals.Count);
        foreach (var word in words)
        {
            Take(word);
        }

        _ends[0] = _count;
        var before = 1u;
        foreach (var word in words)
        {
            Take(FeatureHash.Pair(before, word));
            before = word;
        }

        _ends[1] = _count;
        Writing(prompt.Length <= Written ? prompt : prompt[..Written]);
        if (prompt.Length > Written)
        {
            Writing(prompt[Math.Max(Written, prompt.Length - Written)..]);
        }

        _ends[2] = _count;
        for (var s = 0; s < reading.Signals.Length; s++)
        {
            Take(FeatureHash.Pair(0xA11CE, (uint)((s << 8) + (int)Math.Min(200, reading.Signals[s] / SignalStep))));
        }

        _ends[3] = _count;
        Weigh(rarity);
    }

    private void Grow(int features)
    {
        _count = 0;
        if (_rows.Length <= features)
        {
            (_rows, _values) = (new int[features + 1], new float[features + 1]);
        }
    }

    private void Writing(ReadOnlySpan<char> text)
    {
        // What stands first and last says most of how a prompt is written.
        var last = FeatureHash.Push(FeatureHash.Push(0, First), First);
        for (var i = 0; i <= text.Length; i++)
        {
            var three = FeatureHash.Push(last, i == text.Length ? Last : text[i]);
            Take(FeatureHash.Gram(FeatureHash.Push(three, None)));
            Take(FeatureHash.Gram(FeatureHash.Push(FeatureHash.Push(three, None), None)));
            last = three & uint.MaxValue;
        }
    }

    // A row belongs to the block that hit it first: collisions across blocks are rare. The place after the rows that are known takes one that
    // is met again, so that the processor need not guess which is.
    private void Take(uint key)
    {
        var row = (int)(key % Rows);
        var times = _counts[row];
        _counts[row] = (ushort)(times + 1);
        _rows[_count] = row;
        _count += Dense.One(times == 0);
    }

    private void Weigh(ReadOnlySpan<float> rarity)
    {
        var from = 0;
        for (var b = 0; b < Blocks; b++)
        {
            var square = 0f;
            for (var i = from; i < _ends[b]; i++)
            {
                ref var count = ref _counts[_rows[i]];
                var value = (count < s_repeats.Length ? s_repeats[count] : 1 + MathF.Log(count)) * (rarity.IsEmpty ? 1 : rarity[_rows[i]]);
                count = 0;
                _values[i] = value;
                square += value * value;
            }

            var scale = square > 0 ? 1 / MathF.Sqrt(square) : 0;
            for (var i = from; i < _ends[b]; i++)
            {
                _values[i] *= scale;
            }

            from = _ends[b];
        }
    }
}
