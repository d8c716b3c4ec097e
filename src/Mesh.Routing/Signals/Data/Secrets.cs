using System.Buffers;

namespace Mesh.Routing.Signals.Data;

/// <summary>
/// Keys and passwords: tokens that begin as those of a known vendor do, private keys, tokens in three parts (JWT), addresses with a password,
/// and values of fields whose name says so, if they look drawn by lot.
/// </summary>
internal static class Secrets
{
    // The beginning of a token, and how many of its characters follow at least.
    private static readonly (string Begin, int Least)[] s_tokens =
    [
        ("sk-", 20), ("sk_live_", 16), ("rk_live_", 16), ("ghp_", 30), ("gho_", 30), ("ghs_", 30), ("ghu_", 30), ("github_pat_", 30), ("glpat-", 18), ("AKIA", 16), ("ASIA", 16),
        ("AIza", 33), ("xoxb-", 20), ("xoxp-", 20), ("xoxa-", 20), ("xapp-", 20), ("hf_", 30), ("npm_", 30), ("SG.", 40), ("dop_v1_", 40), ("gsk_", 40), ("pplx-", 40), ("nvapi-", 40), ("ya29.", 30),
    ];

    private static readonly SearchValues<string> s_begins = SearchValues.Create([.. s_tokens.Select(t => t.Begin), "eyJ", "-----BEGIN ", "://"], StringComparison.Ordinal);
    private static readonly SearchValues<string> s_fields = SearchValues.Create(
        ["password", "passwd", "pwd", "passwort", "mot de passe", "contraseña", "secret", "api_key", "apikey", "api-key", "api key", "access_token", "auth_token", "access key", "access_key", "accountkey", "client_secret", "bearer "],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> s_endsAddress = SearchValues.Create(" /\n\t\"'<>");
    private static readonly SearchValues<char> s_endsToken = SearchValues.Create(" \n\r\t\"'`,;<>");
    private static readonly SearchValues<char> s_placeholders = SearchValues.Create("<>{}$*");
    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.()[]{}$<>");

    // Words and names have 2 to 3 bits a character at these lengths; what is drawn by lot has more.
    private const double LeastBits = 3;
    private const int LeastDrawn = 16;

    // As much of them as tells what they are.
    private const int LongestToken = 200;
    private const int LongestJwt = 4096;

    public static bool IsIn(ReadOnlySpan<char> text) => HasToken(text) || HasField(text);

    private static bool HasToken(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length && text[at..].IndexOfAny(s_begins) is var found and >= 0; at += found + 1)
        {
            var start = at + found;
            var here = text[start..];
            if (here.StartsWith("://") ? HasPassword(here[3..])
                : here.StartsWith("-----BEGIN ") ? here[..Math.Min(here.Length, 60)].Contains("PRIVATE KEY", StringComparison.Ordinal)
                : (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (here.StartsWith("eyJ") ? IsJwt(Token(here, LongestJwt)) : IsToken(Token(here, LongestToken))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsToken(ReadOnlySpan<char> token)
    {
        foreach (var (begin, least) in s_tokens)
        {
            if (token.StartsWith(begin) && token.Length - begin.Length >= least && Bits(token[begin.Length..]) >= LeastBits)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsJwt(ReadOnlySpan<char> token)
    {
        var first = token.IndexOf('.');
        var second = first < 0 ? -1 : token[(first + 1)..].IndexOf('.');
        return first >= 10 && second >= 10 && token[(first + 1)..].StartsWith("eyJ");
    }

    // user:password@host, but for what stands in documentation as it is.
    private static bool HasPassword(ReadOnlySpan<char> after)
    {
        var end = after.IndexOfAny(s_endsAddress);
        var authority = end < 0 ? after : after[..end];
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority[..at].IndexOf(':');
        return colon > 0 && at - colon > 4 && authority[(colon + 1)..at] is not ("password" or "pass" or "secret") && !authority[(colon + 1)..at].ContainsAny(s_placeholders);
    }

    private static bool HasField(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length && text[at..].IndexOfAny(s_fields) is var found and >= 0; at += found + 1)
        {
            var rest = text[(at + found)..];
            if (Value(rest[..Math.Min(rest.Length, 200)]) is var value && IsDrawn(value))
            {
                return true;
            }
        }

        return false;
    }

    // What follows a colon, an equals sign or "is", or the word itself where it is a scheme.
    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> field)
    {
        if (field.StartsWith("bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Token(field[7..].TrimStart(), LongestToken);
        }

        var name = 0;
        while (name < field.Length && (char.IsLetterOrDigit(field[name]) || field[name] is '_' or '-' or '"' or '\'' or ']'))
        {
            name++;
        }

        // "api key" and "mot de passe" hold blanks.
        var rest = field[name..].TrimStart();
        foreach (var more in (ReadOnlySpan<string>)["key", "de passe"])
        {
            rest = rest.StartsWith(more, StringComparison.OrdinalIgnoreCase) ? rest[more.Length..].TrimStart() : rest;
        }

        rest = rest.StartsWith("is ", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("ist ", StringComparison.OrdinalIgnoreCase) ? rest[rest.IndexOf(' ')..].TrimStart() : rest;
        return rest.StartsWith(":") || rest.StartsWith("=") || field[name..].TrimStart() != rest ? Token(rest.TrimStart(":= \"'`>"), LongestToken) : [];
    }

    // Long and mixed; or shorter, as passwords are, with letters, digits and another sign.
    private static bool IsDrawn(ReadOnlySpan<char> value)
    {
        var digits = value.ContainsAnyInRange('0', '9');
        var signs = value.ContainsAnyExcept(s_plain);
        return (value.Length >= LeastDrawn && digits && Bits(value) >= LeastBits) || (value.Length >= 8 && digits && signs && Bits(value) >= 2.5);
    }

    // Cut, so that a text of nothing but beginnings does not take time by the square of its length.
    private static ReadOnlySpan<char> Token(ReadOnlySpan<char> text, int most)
    {
        text = text[..Math.Min(text.Length, most)];
        var end = text.IndexOfAny(s_endsToken);
        return end < 0 ? text : text[..end];
    }

    // Shannon's entropy of the characters, in bits a character.
    private static double Bits(ReadOnlySpan<char> token)
    {
        Span<int> counts = stackalloc int[128];
        foreach (var c in token)
        {
            counts[Math.Min((int)c, 127)]++;
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            bits -= count == 0 ? 0 : (double)count / token.Length * Math.Log2((double)count / token.Length);
        }

        return bits;
    }
}
