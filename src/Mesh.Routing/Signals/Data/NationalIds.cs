namespace Mesh.Routing.Signals.Data;

/// <summary>
/// Numbers by which states know people, where form and check digits leave little to chance: of the United States, Germany, France, Spain,
/// Italy, the United Kingdom, Brazil, Poland, Sweden, Denmark's form by date, and China.
/// </summary>
internal static class NationalIds
{
    public static bool IsIn(ReadOnlySpan<char> text) => HasNumber(text) || LetteredIds.IsIn(text);

    private static bool HasNumber(ReadOnlySpan<char> text)
    {
        var run = new DigitRun(text);
        Span<char> digits = stackalloc char[DigitRun.Most];
        while (run.Next(10))
        {
            var count = run.Digits(digits);
            if (count > DigitRun.Most || char.IsLetterOrDigit(run.Before) || run.Before is '.' or '-' or '_')
            {
                continue;
            }

            var d = digits[..count];
            if (count switch
            {
                _ when char.IsLetterOrDigit(run.After) => count == 17 && run.After is 'X' or 'x' && IsChinese(d, checkIsX: true),
                9 => IsSocialSecurity(run.Written, d),
                10 => IsSwedish(run.Written, d),
                11 => IsBrazilian(run.Written, d) || IsPolish(run.Written, d) || IsGerman(run.Written, d),
                12 => run.Written.Length == 13 && run.Written[8] == '-' && IsSwedish(run.Written[2..], d[2..]),
                15 => IsFrench(run.Written, d),
                18 => IsChinese(d, checkIsX: false),
                _ => false,
            })
            {
                return true;
            }
        }

        return false;
    }

    // ddd-dd-dddd, with the areas and groups that are never given out left out.
    private static bool IsSocialSecurity(ReadOnlySpan<char> written, ReadOnlySpan<char> d) =>
        written.Length == 11 && written[3] == written[6] && written[3] is '-' or ' ' && written[6] is '-' or ' '
        && d[..3] is not ("000" or "666") && d[0] != '9' && d[3..5] is not "00" && d[5..] is not "0000";

    // yymmdd-xxxx with Luhn's check digit.
    private static bool IsSwedish(ReadOnlySpan<char> written, ReadOnlySpan<char> d) =>
        written.Length == 11 && written[6] == '-' && IsMonthAndDay(d[2..6]) && PaymentCards.Luhn(d);

    // ddd.ddd.ddd-dd with two check digits modulo 11.
    private static bool IsBrazilian(ReadOnlySpan<char> written, ReadOnlySpan<char> d) =>
        written.Length == 14 && written[3] == '.' && written[7] == '.' && written[11] == '-' && Check(d, 9) && Check(d, 10);

    private static bool Check(ReadOnlySpan<char> d, int at)
    {
        var sum = 0;
        for (var i = 0; i < at; i++)
        {
            sum += (d[i] - '0') * (at + 1 - i);
        }

        var rest = sum * 10 % 11;
        return d[at] - '0' == (rest == 10 ? 0 : rest);
    }

    // Date with the century in the month, and a check digit with the weights 1, 3, 7, 9.
    private static bool IsPolish(ReadOnlySpan<char> written, ReadOnlySpan<char> d)
    {
        ReadOnlySpan<int> weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
        var month = int.Parse(d[2..4]);
        var day = int.Parse(d[4..6]);
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            sum += (d[i] - '0') * weights[i];
        }

        return written.Length == 11 && month % 20 is >= 1 and <= 12 && day is >= 1 and <= 31 && (10 - (sum % 10)) % 10 == d[10] - '0';
    }

    // The tax number: among the first ten digits one stands two or three times, and the check digit is by ISO 7064, modulo 11, 10.
    private static bool IsGerman(ReadOnlySpan<char> written, ReadOnlySpan<char> d)
    {
        Span<int> counts = stackalloc int[10];
        foreach (var c in d[..10])
        {
            counts[c - '0']++;
        }

        var (repeated, missing) = (0, 0);
        foreach (var count in counts)
        {
            repeated += count is 2 or 3 ? 1 : count > 3 ? 10 : 0;
            missing += count == 0 ? 1 : 0;
        }

        var product = 10;
        foreach (var c in d[..10])
        {
            var sum = ((c - '0') + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return written.Length is 11 or 14 && d[0] != '0' && repeated == 1 && missing is 1 or 2 && (11 - product) % 10 == d[10] - '0';
    }

    // Sex, year and month, then a key that is 97 less the rest of the thirteen digits before it.
    private static bool IsFrench(ReadOnlySpan<char> written, ReadOnlySpan<char> d) =>
        d[0] is '1' or '2' && int.Parse(d[3..5]) is (>= 1 and <= 12) or (>= 20 and <= 42) && !written.Contains('.') && 97 - (long.Parse(d[..13]) % 97) == int.Parse(d[13..]);

    // Region, date of birth, and a check digit by ISO 7064, modulo 11, 2; X stands for ten.
    private static bool IsChinese(ReadOnlySpan<char> d, bool checkIsX)
    {
        if (d[0] == '0' || int.Parse(d[6..10]) is < 1900 or > 2100 || !IsMonthAndDay(d[10..14]))
        {
            return false;
        }

        var sum = 0;
        for (var (i, weight) = (16, 2); i >= 0; (i, weight) = (i - 1, weight * 2 % 11))
        {
            sum += (d[i] - '0') * weight;
        }

        return (12 - (sum % 11)) % 11 == (checkIsX ? 10 : d[17] - '0');
    }

    private static bool IsMonthAndDay(ReadOnlySpan<char> d) => int.Parse(d[..2]) is >= 1 and <= 12 && int.Parse(d[2..4]) is >= 1 and <= 31;
}
