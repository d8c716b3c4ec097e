namespace Mesh.Routing.Signals.Data;

/// <summary>
/// Telephone numbers: with a plus sign and 8 to 15 digits (E.164), of North America in three groups, or after a word that says so. A bare run
/// of digits is none: far too many other things look like it.
/// </summary>
internal static class PhoneNumbers
{
    private static readonly string[] s_words = ["tel", "phone", "mobile", "mobil", "handy", "cell", "call me", "call us", "whatsapp", "fax", "téléphone", "teléfono", "telefon", "telefono", "telefone"];

    public static bool IsIn(ReadOnlySpan<char> text)
    {
        var run = new DigitRun(text);
        Span<char> digits = stackalloc char[DigitRun.Most];
        while (run.Next(7))
        {
            var count = run.Digits(digits);
            if (count is < 7 or > 15 || char.IsLetterOrDigit(run.After))
            {
                continue;
            }

            var lead = run.Lead;
            var opened = lead.EndsWith("(") ? lead[..^1] : lead;
            if ((opened.EndsWith("+") && count >= 8 && (opened.Length == 1 || !char.IsLetterOrDigit(opened[^2])))
                || (IsNorthAmerican(run.Written, run.Before) && (opened.IsEmpty || !char.IsLetterOrDigit(opened[^1])))
                || (!char.IsLetterOrDigit(run.Before) && IsNamed(lead)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamed(ReadOnlySpan<char> lead)
    {
        foreach (var word in s_words)
        {
            var at = lead.LastIndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (at == 0 || !char.IsLetter(lead[at - 1])) && !lead[(at + word.Length)..].ContainsAnyInRange('0', '9'))
            {
                return true;
            }
        }

        return false;
    }

    // 555-123-4567, (555) 123-4567, 1 555.123.4567: three digits, three, four, the first of each of the first two from 2 to 9.
    private static bool IsNorthAmerican(ReadOnlySpan<char> written, char before)
    {
        if (written.StartsWith("1") && written.Length > 1 && written[1] is ' ' or '-' or '.')
        {
            written = written[2..].TrimStart('(');
        }
        else if (before is not '(' && written.Contains(')'))
        {
            return false;
        }

        var groups = 0;
        Span<int> lengths = stackalloc int[4];
        for (var i = 0; i < written.Length; i++)
        {
            if (char.IsAsciiDigit(written[i]))
            {
                lengths[groups]++;
            }
            else if (i > 0 && char.IsAsciiDigit(written[i - 1]) && ++groups > 2)
            {
                return false;
            }
        }

        return groups == 2 && lengths[0] == 3 && lengths[1] == 3 && lengths[2] == 4 && written[0] >= '2' && !written.Contains('/');
    }
}
