using System.Collections.Frozen;
using System.Globalization;

namespace Mesh.Routing.Signals.Data;

/// <summary>International bank account numbers (ISO 13616): a country with its length, and check digits that give 1 modulo 97.</summary>
internal static class BankAccounts
{
    // A country and the length of its numbers.
    private const string Countries =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 " +
        "GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 " +
        "PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 XK20";

    private static readonly FrozenDictionary<string, int> s_lengths =
        Countries.Split(' ').ToFrozenDictionary(c => c[..2], c => int.Parse(c.AsSpan(2), CultureInfo.InvariantCulture), StringComparer.Ordinal);

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
