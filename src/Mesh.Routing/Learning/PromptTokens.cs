namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt as the learned parts see it: words and numbers in lower case with one space between them. Case, spaces, line ends and
/// punctuation are gone, so that harmless changes of these change no feature. Reused from prompt to prompt; one thread at a time.
/// </summary>
public sealed class PromptTokens
{
    /// <summary>Characters that are read of a prompt; of a longer one the beginning and, for a quarter of these, the end.</summary>
    public const int MostCharacters = 16_384;

    // Characters of the beginning and of the end that are read of a longer prompt.
    internal const int Head = MostCharacters - Tail;
    internal const int Tail = MostCharacters / 4;
    private const int MostOfToken = 24;

    // By character below 128: what it is, and its small letter.
    private static readonly char[] s_kinds = [.. Enumerable.Range(0, 128).Select(c => char.IsAsciiLetter((char)c) ? 'w' : char.IsAsciiDigit((char)c) ? '0' : ' ')];
    private static readonly char[] s_small = [.. Enumerable.Range(0, 128).Select(c => char.ToLowerInvariant((char)c))];
    private char[] _text = new char[1024];
    private int[] _starts = new int[256];
    private uint[] _hashes = new uint[256];
    private int[] _singles = new int[256];
    private int _length;
    private int _singleCount;
    private char _kind;
    private ulong _hash;

    /// <summary>Words and numbers read.</summary>
    public int Count { get; private set; }

    /// <summary>All tokens, each between two spaces.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>The token at a position.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_starts[index], (index + 1 < Count ? _starts[index + 1] : _length) - _starts[index] - 1);

    /// <summary>The hash of each token.</summary>
    internal ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Positions of the tokens of one character.</summary>
    internal ReadOnlySpan<int> Singles => _singles.AsSpan(0, _singleCount);

    /// <summary>Whether the token at a position is a number.</summary>
    public bool IsNumber(int index) => char.IsAsciiDigit(_text[_starts[index]]);

    /// <summary>Reads another prompt.</summary>
    public void Read(ReadOnlySpan<char> prompt)
    {
        (Count, _length, _kind, _singleCount) = (0, 0, ' ', 0);
        Grow(Math.Min(prompt.Length, MostCharacters));
        _text[_length++] = ' ';
        if (prompt.Length <= MostCharacters)
        {
            Append(prompt);
        }
        else
        {
            Append(prompt[..Head]);
            End();
            Append(prompt[^Tail..]);
        }

        End();
    }

    private void Append(ReadOnlySpan<char> prompt)
    {
        for (var i = 0; i < prompt.Length;)
        {
            var kind = Kind(prompt[i]);
            if (kind == ' ')
            {
                // What binds inside a word or a number ("don't", "1,000", "2.5") is dropped, so that leaving it out changes nothing.
                if (!Binds(prompt[i]) || i + 1 >= prompt.Length || Kind(prompt[i + 1]) != _kind)
                {
                    End();
                }

                i++;
                continue;
            }

            if (kind != _kind || _length - _starts[Count - 1] >= MostOfToken)
            {
                End();
                Begin(kind);
            }

            i += Take(prompt[i..], kind);
        }
    }

    // What is of one kind, as far as it goes into the token that is open.
    private int Take(ReadOnlySpan<char> prompt, char kind)
    {
        var most = Math.Min(prompt.Length, MostOfToken - (_length - _starts[Count - 1]));
        var text = _text.AsSpan(_length, most);
        var (taken, hash) = (0, _hash);
        for (; taken < most && Kind(prompt[taken]) == kind; taken++)
        {
            var c = prompt[taken];
            c = c < s_small.Length ? s_small[c] : char.ToLowerInvariant(c);
            text[taken] = c;
            hash = FeatureHash.Append(hash, c);
        }

        (_length, _hash) = (_length + taken, hash);
        return taken;
    }

    private bool Binds(char c) => _kind == 'w' ? c is '\'' or '’' or '`' : _kind == '0' && c is ',' or '.';

    private static char Kind(char c) => c < s_kinds.Length ? s_kinds[c] : char.IsLetter(c) ? 'w' : ' ';

    private void Begin(char kind)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _singles, Count * 2);
        }

        _starts[Count++] = _length;
        (_kind, _hash) = (kind, FeatureHash.NoWord);
    }

    private void End()
    {
        if (_kind != ' ')
        {
            var token = _text.AsSpan(_starts[Count - 1].._length);
            _hashes[Count - 1] = _kind == '0' ? FeatureHash.Word(token) : FeatureHash.Word(_hash);
            _singles[_singleCount] = Count - 1;
            _singleCount += token.Length == 1 ? 1 : 0;
            _text[_length++] = ' ';
            _kind = ' ';
        }
    }

    // Each character may be a token with a space after it.
    private void Grow(int characters)
    {
        var needed = (2 * characters) + 2;
        if (_text.Length < needed)
        {
            _text = new char[needed];
        }
    }
}
