namespace Mesh.Routing.Signals.Data;

/// <summary>Payment cards: 13 to 19 digits of a known issuer, alone or in groups, whose check digit by Luhn (ISO/IEC 7812) fits.</summary>
internal static class PaymentCards
{
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        var run = new DigitRun(text);
        Span<char> digits = stackalloc char[DigitRun.Most];
        while (run.Next(13))
        {
            var count = run.Digits(digits);
            if (count is >= 13 and <= 19 && !char.IsLetterOrDigit(run.Before) && !char.IsLetterOrDigit(run.After) && run.Before is not '.' && IsIssuer(digits[..count]) && IsGrouped(run.Written) && Luhn(digits[..count]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the last digit is Luhn's check digit of the others.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }

    private static bool IsIssuer(ReadOnlySpan<char> d) => d[0] switch
    {
        '4' => d.Length is 13 or 16 or 19,
        '5' => d.Length == 16 && d[1] is >= '1' and <= '5',
        '2' => d.Length == 16 && int.Parse(d[..4]) is >= 2221 and <= 2720,
        '3' => (d.Length == 15 && d[1] is '4' or '7') || (d.Length == 14 && d[1] is '0' or '6' or '8') || (d.Length == 16 && d[1] == '5'),
        '6' => d.Length is >= 16 and <= 19,
        _ => false,
    };

    // Groups of four, or four, six and five; numbers that merely follow each other are grouped otherwise.
    private static bool IsGrouped(ReadOnlySpan<char> written)
    {
        var (length, groups) = (0, 0);
        foreach (var c in written)
        {
            if (char.IsAsciiDigit(c))
            {
                length++;
                continue;
            }

            if (c is not (' ' or '-' or '\u00A0') || length is not (4 or 6))
            {
                return false;
            }

            (length, groups) = (0, groups + 1);
        }

        return groups == 0 || length is >= 1 and <= 5;
    }
}
