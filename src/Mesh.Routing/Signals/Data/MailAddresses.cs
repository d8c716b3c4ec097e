namespace Mesh.Routing.Signals.Data;

/// <summary>E-mail addresses: a local part, an at sign, and a domain with a top level of letters.</summary>
internal static class MailAddresses
{
    private const int MostLocal = 64;
    private const int MostDomain = 255;

    public static bool IsIn(ReadOnlySpan<char> text)
    {
        for (var from = 0; from < text.Length && text[from..].IndexOf('@') is var found and >= 0; from += found + 1)
        {
            var at = from + found;
            if (at > 0 && IsLocal(text[at - 1]) && text[at - 1] != '.' && HasLocal(text[..at]) && IsDomain(text[(at + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLocal(ReadOnlySpan<char> before)
    {
        var start = before.Length;
        while (start > 0 && before.Length - start <= MostLocal && IsLocal(before[start - 1]))
        {
            start--;
        }

        return before.Length - start is > 0 and <= MostLocal && char.IsLetterOrDigit(before[^1]);
    }

    private static bool IsDomain(ReadOnlySpan<char> after)
    {
        var end = 0;
        while (end < after.Length && end <= MostDomain && (char.IsLetterOrDigit(after[end]) || after[end] is '-' or '.'))
        {
            end++;
        }

        var domain = after[..end].TrimEnd(".-");
        var dot = domain.LastIndexOf('.');
        return dot > 0 && domain[0] is not ('-' or '.') && domain.Length - dot > 2 && !domain[(dot + 1)..].ContainsAnyInRange('0', '9') && domain.IndexOf("..") < 0;
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'';
}
