using System.Globalization;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>Walks over the numbers of a text in plain notation: 1,234.5 and 1.234,5 and 1 234, 3/4 and 1 3/4, 2e3 and 2*10^3.</summary>
internal ref struct NumberScan
{
    // Longer runs of digits are no number that somebody meant.
    private const int MostDigits = 40;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    public NumberScan(ReadOnlySpan<char> text) => _text = text;

    /// <summary>What follows the last number.</summary>
    public readonly ReadOnlySpan<char> Rest => _text[_at..];

    /// <summary>Whether a sign of algebra stands where it changes the value: √2, 2π, x^2, 3*7.</summary>
    public bool IsSymbolic { get; private set; }

    /// <summary>Goes to the next number.</summary>
    public bool Next(out double value)
    {
        for (; _at < _text.Length; _at++)
        {
            if (IsDigit(_at) || (_text[_at] == '.' && IsDigit(_at + 1)))
            {
                // "x1" is a name, "-5" a number, "10-5" two of them.
                var isName = _at > 0 && char.IsLetter(_text[_at - 1]) && !IsCurrency(_at - 1);
                var sign = Sign();
                value = sign * Quotient(Value());
                if (!isName)
                {
                    return true;
                }
            }
            else
            {
                IsSymbolic |= _text[_at] is '√' or 'π' or '^' or '±' or '∞' or '*' or '+';
            }
        }

        value = 0;
        return false;
    }

    private readonly int Sign()
    {
        var at = _at - 1;
        while (at >= 0 && _text[at] is ' ' or '$' or '€' or '£' or '(')
        {
            at--;
        }

        return at >= 0 && _text[at] == '-' && (at == 0 || !char.IsLetterOrDigit(_text[at - 1])) ? -1 : 1;
    }

    private double Value()
    {
        var from = _at;
        while (_at < _text.Length && (IsDigit(_at) || IsSeparator(_at)))
        {
            _at++;
        }

        var value = Read(_text[from.._at]);
        if (_at < _text.Length && _text[_at] is 'e' or 'E' && Exponent(_at + 1) is { } power)
        {
            return value * Math.Pow(10, power);
        }

        return TimesPower(value);
    }

    // "*10^3", with or without blanks and parentheses.
    private double TimesPower(double value)
    {
        var at = Skip(_at);
        if (at < _text.Length && _text[at] == '*' && Skip(at + 1) is var ten && _text[ten..].StartsWith("10^") && Exponent(_text[ten..].StartsWith("10^(") ? ten + 4 : ten + 3) is { } power)
        {
            _at += _at < _text.Length && _text[_at] == ')' ? 1 : 0;
            return value * Math.Pow(10, power);
        }

        return value;
    }

    private double? Exponent(int at)
    {
        var from = at;
        at += at < _text.Length && _text[at] is '+' or '-' ? 1 : 0;
        var digits = at;
        while (IsDigit(at))
        {
            at++;
        }

        if (at == digits || at - digits > 3)
        {
            return null;
        }

        _at = at;
        return double.Parse(_text[from..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    // 3/4, and 1 3/4: a whole number, a blank and a fraction.
    private double Quotient(double value)
    {
        if (Bottom() is { } bottom)
        {
            return value / bottom;
        }

        var (back, at) = (_at, Skip(_at));
        if (at > _at && IsDigit(at) && value == Math.Truncate(value))
        {
            _at = at;
            var top = Value();
            if (Bottom() is { } under)
            {
                return value + (top / under);
            }
        }

        _at = back;
        return value;
    }

    private double? Bottom()
    {
        var (back, at) = (_at, Skip(_at));
        if (at < _text.Length && _text[at] == '/' && IsDigit(_at = Skip(at + 1)) && Value() is not 0 and var bottom)
        {
            return bottom;
        }

        _at = back;
        return null;
    }

    private static double Read(ReadOnlySpan<char> digits)
    {
        Span<char> plain = stackalloc char[MostDigits];
        var (length, point) = (0, DecimalPoint(digits));
        for (var i = 0; i < digits.Length && length < MostDigits; i++)
        {
            if (char.IsAsciiDigit(digits[i]) || i == point)
            {
                plain[length++] = i == point ? '.' : digits[i];
            }
        }

        return double.Parse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    // The last of two kinds of marks; a single comma only where it doesn't stand before three digits; a single point always.
    private static int DecimalPoint(ReadOnlySpan<char> digits)
    {
        var (comma, point) = (digits.LastIndexOf(','), digits.LastIndexOf('.'));
        return comma >= 0 && point >= 0 ? Math.Max(comma, point)
            : point >= 0 ? digits.Count('.') == 1 ? point : -1
            : comma >= 0 && digits.Count(',') == 1 && digits.Length - comma != 4 ? comma
            : -1;
    }

    private readonly bool IsDigit(int at) => at < _text.Length && char.IsAsciiDigit(_text[at]);

    // Blanks and apostrophes part thousands only: three digits follow, and no fourth.
    private readonly bool IsSeparator(int at) => IsDigit(at + 1) && _text[at] switch
    {
        '.' or ',' => true,
        ' ' or '\u00a0' or '\u202f' or '\u2009' or '\'' or '’' or '_' => IsDigit(at + 2) && IsDigit(at + 3) && !IsDigit(at + 4) && (at + 4 >= _text.Length || _text[at + 4] != '/'),
        _ => false,
    };

    private readonly bool IsCurrency(int at) => at >= 2 && _text[(at - 2)..(at + 1)] is "USD" or "EUR" or "GBP";

    private readonly int Skip(int at)
    {
        while (at < _text.Length && _text[at] == ' ')
        {
            at++;
        }

        return at;
    }
}
