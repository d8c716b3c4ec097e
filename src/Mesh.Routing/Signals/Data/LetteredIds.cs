namespace Mesh.Routing.Signals.Data;

/// <summary>Numbers of persons that hold letters: of Spain, Italy and the United Kingdom.</summary>
internal static class LetteredIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string ItalianMonths = "ABCDEHLMPRST";
    private const string NotInBritish = "DFIQUV";
    private static readonly int[] s_odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public static bool IsIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || (text[end] == '-' && end == at + 8)))
            {
                end++;
            }

            var word = text[at..end];
            if (word.Length is 9 or 10 or 16 && word.ContainsAnyInRange('0', '9') && (IsSpanish(word) || IsBritish(word) || IsItalian(word)))
            {
                return true;
            }

            at = end;
        }

        return false;
    }

    // Eight digits, or X, Y or Z and seven, and the letter that their rest modulo 23 stands for.
    private static bool IsSpanish(ReadOnlySpan<char> word)
    {
        Span<char> digits = stackalloc char[8];
        word[..8].CopyTo(digits);
        digits[0] = char.ToUpperInvariant(word[0]) switch { 'X' => '0', 'Y' => '1', 'Z' => '2', var c => c };
        return (word.Length == 9 || (word.Length == 10 && word[8] == '-')) && !digits.ContainsAnyExceptInRange('0', '9')
            && char.ToUpperInvariant(word[^1]) == SpanishLetters[int.Parse(digits) % 23];
    }

    // Two letters, six digits and one of A to D, in capitals.
    private static bool IsBritish(ReadOnlySpan<char> word) =>
        word.Length == 9 && char.IsAsciiLetterUpper(word[0]) && char.IsAsciiLetterUpper(word[1]) && !NotInBritish.Contains(word[0]) && !NotInBritish.Contains(word[1]) && word[1] != 'O'
        && !word[2..8].ContainsAnyExceptInRange('0', '9') && word[8] is >= 'A' and <= 'D';

    // Six letters, two digits, the month's letter, two digits, a letter, three digits, and a check letter by place.
    private static bool IsItalian(ReadOnlySpan<char> word)
    {
        if (word.Length != 16 || !ItalianMonths.Contains(char.ToUpperInvariant(word[8])))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 16; i++)
        {
            var isLetter = i < 6 || i is 8 or 11 or 15;
            if (isLetter ? !char.IsAsciiLetter(word[i]) : !char.IsAsciiDigit(word[i]))
            {
                return false;
            }

            var value = isLetter ? char.ToUpperInvariant(word[i]) - 'A' : word[i] - '0';
            sum += i == 15 ? 0 : i % 2 == 0 ? s_odd[value] : value;
        }

        return char.ToUpperInvariant(word[15]) - 'A' == sum % 26;
    }
}
