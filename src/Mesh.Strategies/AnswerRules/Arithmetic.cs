using System.Globalization;

namespace Mesh.Strategies.AnswerRules;

/// <summary>
/// The value of an expression of decimal numbers with + - * / % ^, signs and parentheses; ^ binds tightest and from the right, and takes whole exponents.
/// Exact but for quotients, which have 28 digits. Bounded in length and depth.
/// </summary>
public ref struct Arithmetic
{
    /// <summary>Longest expression, in characters.</summary>
    public const int MostCharacters = 200;

    private const int MostDepth = 32;
    private const int MostExponent = 1000;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private Arithmetic(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The value; null when it is no such expression, or has no value that a decimal holds.</summary>
    public static decimal? Evaluate(ReadOnlySpan<char> text)
    {
        if (text.Length > MostCharacters)
        {
            return null;
        }

        try
        {
            var reader = new Arithmetic(text);
            var value = reader.Sum();
            return reader.Next() == '\0' ? value : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or DivideByZeroException)
        {
            return null;
        }
    }

    private decimal Sum()
    {
        if (++_depth > MostDepth)
        {
            throw new FormatException("too deep");
        }

        var value = Product();
        while (true)
        {
            if (Takes('+'))
            {
                value += Product();
            }
            else if (Takes('-'))
            {
                value -= Product();
            }
            else
            {
                _depth--;
                return value;
            }
        }
    }

    private decimal Product()
    {
        var value = Signed();
        while (true)
        {
            if (Takes('*') || Takes('×'))
            {
                value *= Signed();
            }
            else if (Takes('/') || Takes('÷'))
            {
                value /= Signed();
            }
            else if (Takes('%'))
            {
                value %= Signed();
            }
            else
            {
                return value;
            }
        }
    }

    // As in mathematics, -2^2 is -4.
    private decimal Signed()
    {
        var negative = false;
        while (Next() is '+' or '-')
        {
            negative ^= _text[_at++] == '-';
        }

        var value = Power();
        return negative ? -value : value;
    }

    private decimal Power()
    {
        var value = Operand();
        if (!Takes('^'))
        {
            return value;
        }

        if (++_depth > MostDepth)
        {
            throw new FormatException("too deep");
        }

        var exponent = Signed();
        _depth--;
        return Raise(value, exponent);
    }

    private static decimal Raise(decimal value, decimal exponent)
    {
        if (exponent != decimal.Truncate(exponent) || Math.Abs(exponent) > MostExponent)
        {
            throw new FormatException("no whole exponent");
        }

        var result = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            result *= value;
        }

        return exponent < 0 ? 1 / result : result;
    }

    private decimal Operand()
    {
        if (Takes('('))
        {
            var value = Sum();
            return Takes(')') ? value : throw new FormatException("no closing parenthesis");
        }

        Next();
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        return decimal.Parse(_text[from.._at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    private bool Takes(char sign)
    {
        if (Next() != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    // The next sign after white space; \0 at the end.
    private char Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }
}
