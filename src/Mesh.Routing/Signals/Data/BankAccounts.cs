using System.Collections.Frozen;

namespace Mesh.Routing.Signals.Data;

/// <summary>International bank account numbers (ISO 13616): a country with its length, and check digits that give 1 modulo 97.</summary>
internal static class BankAccounts
{
    private static readonly FrozenDictionary<string, int> s_lengths = new Dictionary<string, int>
    {
        ["AD"] = 24, ["AE"] = 23, ["AL"] = 28, ["AT"] = 20, ["AZ"] = 28, ["BA"] = 20, ["BE"] = 16, ["BG"] = 22, ["BH"] = 22, ["BR"] = 29, ["BY"] = 28, ["CH"] = 21,
        ["CR"] = 22, ["CY"] = 28, ["CZ"] = 24, ["DE"] = 22, ["DK"] = 18, ["DO"] = 28, ["EE"] = 20, ["EG"] = 29, ["ES"] = 24, ["FI"] = 18, ["FO"] = 18, ["FR"] = 27,
        ["GB"] = 22, ["GE"] = 22, ["GI"] = 23, ["GL"] = 18, ["GR"] = 27, ["GT"] = 28, ["HR"] = 21, ["HU"] = 28, ["IE"] = 22, ["IL"] = 23, ["IQ"] = 23, ["IS"] = 26,
        ["IT"] = 27, ["JO"] = 30, ["KW"] = 30, ["KZ"] = 20, ["LB"] = 28, ["LI"] = 21, ["LT"] = 20, ["LU"] = 20, ["LV"] = 21, ["MC"] = 27, ["MD"] = 24, ["ME"] = 22,
        ["MK"] = 19, ["MR"] = 27, ["MT"] = 31, ["MU"] = 30, ["NL"] = 18, ["NO"] = 15, ["PK"] = 24, ["PL"] = 28, ["PS"] = 29, ["PT"] = 25, ["QA"] = 29, ["RO"] = 24,
        ["RS"] = 22, ["SA"] = 24, ["SE"] = 24, ["SI"] = 19, ["SK"] = 24, ["SM"] = 27, ["TN"] = 24, ["TR"] = 26, ["UA"] = 29, ["VA"] = 22, ["XK"] = 20,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsIn(ReadOnlySpan<char> text)
    {
        Span<char> country = stackalloc char[2];
        Span<char> account = stackalloc char[34];
        for (var at = 2; at + 12 < text.Length && text[at..].IndexOfAnyInRange('0', '9') is var found and >= 0; at += found + 1)
        {
            // The check digits lead: two letters before them, and nothing that belongs to a word before those.
            var start = at + found - 2;
            if (start + 15 > text.Length || !char.IsAsciiDigit(text[start + 3]) || !char.IsAsciiLetter(text[start]) || !char.IsAsciiLetter(text[start + 1]) || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
            {
                continue;
            }

            text.Slice(start, 2).ToUpperInvariant(country);
            if (s_lookup.TryGetValue(country, out var length) && Take(text[start..], account[..length]) && Remainder(account[..length]) == 1)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Take(ReadOnlySpan<char> text, Span<char> account)
    {
        var count = 0;
        for (var i = 0; i < text.Length && count < account.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
            {
                account[count++] = char.ToUpperInvariant(text[i]);
            }
            else if (text[i] is not (' ' or '-' or '\u00A0' or '.') || i == 0)
            {
                return false;
            }
        }

        return count == account.Length;
    }

    // The first four go to the end, letters count from 10.
    private static int Remainder(ReadOnlySpan<char> account)
    {
        var remainder = 0;
        for (var i = 0; i < account.Length; i++)
        {
            var c = account[(i + 4) % account.Length];
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
