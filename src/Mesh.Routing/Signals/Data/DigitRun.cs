namespace Mesh.Routing.Signals.Data;

/// <summary>A run of digits with a few separators between them, as numbers that people copy are written.</summary>
internal ref struct DigitRun
{
    /// <summary>Most digits of one number; a longer run is none.</summary>
    public const int Most = 24;

    private const int MostSeparators = 3;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    public DigitRun(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The run as it is written, from its first digit to its last.</summary>
    public ReadOnlySpan<char> Written { get; private set; }

    /// <summary>The character before it; a blank at the beginning.</summary>
    public char Before { get; private set; }

    /// <summary>The character after it; a blank at the end.</summary>
    public char After { get; private set; }

    /// <summary>What stands before it, up to 24 characters.</summary>
    public ReadOnlySpan<char> Lead { get; private set; }

    /// <summary>Its digits alone.</summary>
    /// <param name="digits">Takes them.</param>
    public readonly int Digits(Span<char> digits)
    {
        var count = 0;
        foreach (var c in Written)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == digits.Length)
                {
                    return count + 1;
                }

                digits[count++] = c;
            }
        }

        return count;
    }

    /// <summary>Goes to the next one of at least <paramref name="least"/> characters.</summary>
    public bool Next(int least)
    {
        while (_text[_at..].IndexOfAnyInRange('0', '9') is var found and >= 0)
        {
            var start = _at + found;
            var end = start + 1;
            while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || (IsSeparator(_text[end]) && end + 1 < _text.Length && GoesOn(end))))
            {
                end++;
            }

            _at = end;
            if (end - start >= least)
            {
                Written = _text[start..end];
                Before = start == 0 ? ' ' : _text[start - 1];
                After = end == _text.Length ? ' ' : _text[end];
                Lead = _text[Math.Max(0, start - 24)..start];
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it stands alone and is no part of a word or a decimal.</summary>
    public readonly bool StandsAlone => !char.IsLetterOrDigit(Before) && Before is not ('_' or '.' or ',' or '=' or '&' or '/' or '%' or '#') && !char.IsLetterOrDigit(After) && After is not ('_' or '%');

    // At most three separators stand together, as around a slash or a parenthesis, and a digit follows.
    private readonly bool GoesOn(int at)
    {
        var next = at + 1;
        while (next < _text.Length && next < at + MostSeparators && IsSeparator(_text[next]))
        {
            next++;
        }

        return next < _text.Length && char.IsAsciiDigit(_text[next]);
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u2011';
}
