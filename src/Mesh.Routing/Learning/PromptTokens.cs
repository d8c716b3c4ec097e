namespace Mesh.Routing.Learning;

/// <summary>
/// A prompt as the learned parts see it: words and numbers in lower case with one space between them. Case, spaces, line ends and
/// punctuation are gone, so that harmless changes of these change no feature. Reused from prompt to prompt; one thread at a time.
/// </summary>
public sealed class PromptTokens
{
    /// <summary>Characters that are read of a prompt; of a longer one the beginning and, for a quarter of these, the end.</summary>
    public const int MostCharacters = 16_384;

    private const int Tail = MostCharacters / 4;
    private const int MostOfToken = 24;
    private char[] _text = new char[1024];
    private int[] _starts = new int[256];
    private int _length;
    private char _kind;

    /// <summary>Words and numbers read.</summary>
    public int Count { get; private set; }

    /// <summary>All tokens, each between two spaces.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>The token at a position.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_starts[index], (index + 1 < Count ? _starts[index + 1] : _length) - _starts[index] - 1);

    /// <summary>Whether the token at a position is a number.</summary>
    public bool IsNumber(int index) => char.IsAsciiDigit(_text[_starts[index]]);

    /// <summary>Reads another prompt.</summary>
    public void Read(ReadOnlySpan<char> prompt)
    {
        (Count, _length, _kind) = (0, 0, ' ');
        Grow(Math.Min(prompt.Length, MostCharacters));
        _text[_length++] = ' ';
        if (prompt.Length <= MostCharacters)
        {
            Append(prompt);
        }
        else
        {
            Append(prompt[..(MostCharacters - Tail)]);
            End();
            Append(prompt[^Tail..]);
        }

        End();
    }

    private void Append(ReadOnlySpan<char> prompt)
    {
        for (var i = 0; i < prompt.Length; i++)
        {
            var c = prompt[i];
            var kind = Kind(c);
            if (kind == ' ')
            {
                // What binds inside a word or a number ("don't", "1,000", "2.5") is dropped, so that leaving it out changes nothing.
                if (!Binds(c) || i + 1 >= prompt.Length || Kind(prompt[i + 1]) != _kind)
                {
                    End();
                }

                continue;
            }

            if (kind != _kind || _length - _starts[Count - 1] >= MostOfToken)
            {
                End();
                Begin(kind);
            }

            _text[_length++] = char.ToLowerInvariant(c);
        }
    }

    private bool Binds(char c) => _kind == 'w' ? c is '\'' or '’' or '`' : _kind == '0' && c is ',' or '.';

    private static char Kind(char c) => char.IsAsciiLetter(c) ? 'w' : char.IsAsciiDigit(c) ? '0' : c > 127 && char.IsLetter(c) ? 'w' : ' ';

    private void Begin(char kind)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
        }

        _starts[Count++] = _length;
        _kind = kind;
    }

    private void End()
    {
        if (_kind != ' ')
        {
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
