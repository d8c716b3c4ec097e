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
    private readonly PromptTokens _tokens = new();
    private readonly float[] _signals = new float[PromptSignals.Count];
    private readonly ushort[] _counts = new ushort[Rows];
    private readonly int[] _ends = new int[Blocks];
    private int[] _rows = new int[512];
    private float[] _values = new float[512];
    private int _count;

    public ReadOnlySpan<int> At => _rows.AsSpan(0, _count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    public ReadOnlySpan<float> Signals => _signals;

    /// <summary>Reads a prompt.</summary>
    /// <param name="prompt">Its text.</param>
    /// <param name="rarity">Weight of each row; empty for none.</param>
    public void Read(ReadOnlySpan<char> prompt, ReadOnlySpan<float> rarity)
    {
        _tokens.Read(prompt);
        _count = 0;
        Words();
        Pairs();
        Writing(prompt.Length <= Written ? prompt : prompt[..Written]);
        if (prompt.Length > Written)
        {
            Writing(prompt[Math.Max(Written, prompt.Length - Written)..]);
        }

        _ends[2] = _count;
        PromptSignals.Fill(_tokens, 0, _signals);
        for (var s = 0; s < _signals.Length; s++)
        {
            Take(FeatureHash.Pair(0xA11CE, (uint)((s << 8) + (int)Math.Min(200, _signals[s] / SignalStep))));
        }

        _ends[3] = _count;
        Weigh(rarity);
    }

    private void Words()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            Take(FeatureHash.Word(_tokens[i]));
        }

        _ends[0] = _count;
    }

    private void Pairs()
    {
        var before = 1u;
        for (var i = 0; i < _tokens.Count; i++)
        {
            var word = FeatureHash.Word(_tokens[i]);
            Take(FeatureHash.Pair(before, word));
            before = word;
        }

        _ends[1] = _count;
    }

    private void Writing(ReadOnlySpan<char> text)
    {
        // What stands first and last says most of how a prompt is written.
        var (two, three) = ('\u0002', '\u0002');
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i == text.Length ? '\u0003' : char.IsAsciiDigit(text[i]) ? '0' : text[i];
            Take(FeatureHash.Gram([three, two, c, '\u0001']));
            Take(FeatureHash.Gram([two, c, '\u0001', '\u0001']));
            (three, two) = (two, c);
        }
    }

    // A row belongs to the block that hit it first: collisions across blocks are rare.
    private void Take(uint key)
    {
        var row = (int)(key % Rows);
        if (_counts[row]++ > 0)
        {
            return;
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
            Array.Resize(ref _values, _count * 2);
        }

        _rows[_count++] = row;
    }

    private void Weigh(ReadOnlySpan<float> rarity)
    {
        var from = 0;
        for (var b = 0; b < Blocks; b++)
        {
            var square = 0f;
            for (var i = from; i < _ends[b]; i++)
            {
                var value = (1 + MathF.Log(_counts[_rows[i]])) * (rarity.IsEmpty ? 1 : rarity[_rows[i]]);
                _counts[_rows[i]] = 0;
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
