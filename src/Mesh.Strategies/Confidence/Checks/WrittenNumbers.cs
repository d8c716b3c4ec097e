using System.Collections.Frozen;
using System.Globalization;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>Finds the numbers of a text: digits with commas between thousands and one point, no signs. Of English number words those of a question are known too.</summary>
internal static class WrittenNumbers
{
    /// <summary>Numbers that are read at most; later ones are left out.</summary>
    public const int Most = 2000;

    private const int MostDigits = 25;

    // What each word may stand for in a sum.
    private static readonly FrozenDictionary<string, decimal[]> s_words = new Dictionary<string, decimal[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = [1], ["two"] = [2], ["three"] = [3], ["four"] = [4], ["five"] = [5], ["six"] = [6], ["seven"] = [7], ["eight"] = [8], ["nine"] = [9], ["ten"] = [10],
        ["eleven"] = [11], ["twelve"] = [12], ["thirteen"] = [13], ["fourteen"] = [14], ["fifteen"] = [15], ["sixteen"] = [16], ["seventeen"] = [17], ["eighteen"] = [18],
        ["nineteen"] = [19], ["twenty"] = [20], ["thirty"] = [30], ["forty"] = [40], ["fifty"] = [50], ["sixty"] = [60], ["seventy"] = [70], ["eighty"] = [80], ["ninety"] = [90],
        ["hundred"] = [100], ["thousand"] = [1000], ["million"] = [1_000_000], ["dozen"] = [12], ["dozens"] = [12], ["pair"] = [2], ["pairs"] = [2], ["couple"] = [2],
        ["half"] = [2, 0.5m], ["halves"] = [2, 0.5m], ["twice"] = [2], ["double"] = [2], ["doubled"] = [2], ["doubles"] = [2], ["both"] = [2], ["twins"] = [2],
        ["triple"] = [3], ["tripled"] = [3], ["thrice"] = [3], ["quadruple"] = [4], ["third"] = [3], ["thirds"] = [3], ["quarter"] = [4, 0.25m, 25], ["quarters"] = [4, 0.25m, 25],
        ["fourth"] = [4], ["fourths"] = [4], ["fifth"] = [5], ["fifths"] = [5], ["sixth"] = [6], ["eighth"] = [8], ["tenth"] = [10], ["tenths"] = [10],
        ["dime"] = [10, 0.1m], ["dimes"] = [10, 0.1m], ["nickel"] = [5, 0.05m], ["nickels"] = [5, 0.05m], ["penny"] = [1, 0.01m], ["pennies"] = [1, 0.01m], ["score"] = [20],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, decimal[]>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The numbers in digits, in their order.</summary>
    public static List<WrittenNumber> Read(ReadOnlySpan<char> text)
    {
        List<WrittenNumber> found = [];
        for (var at = 0; at < text.Length && found.Count < Most;)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }

            var end = End(text, at);
            if (end - at <= MostDigits && Parse(text[at..end]) is { } number)
            {
                found.Add(new WrittenNumber(number.Value, number.Decimals, at, end));
            }

            at = end;
        }

        return found;
    }

    /// <summary>What the number words of a text may stand for, each word's meanings together.</summary>
    public static List<decimal[]> Words(ReadOnlySpan<char> text)
    {
        List<decimal[]> found = [];
        for (var at = 0; at < text.Length && found.Count < Most; at++)
        {
            var from = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            if (at > from && s_lookup.TryGetValue(text[from..at], out var values))
            {
                found.Add(values);
            }
        }

        return found;
    }

    // A comma binds before three digits, a point before one.
    private static int End(ReadOnlySpan<char> text, int at)
    {
        var point = false;
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                at++;
            }
            else if (text[at] == ',' && !point && IsThousand(text[(at + 1)..]))
            {
                at += 4;
            }
            else if (text[at] == '.' && !point && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
            {
                (point, at) = (true, at + 2);
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static bool IsThousand(ReadOnlySpan<char> after) =>
        after.Length >= 3 && char.IsAsciiDigit(after[0]) && char.IsAsciiDigit(after[1]) && char.IsAsciiDigit(after[2]) && (after.Length == 3 || !char.IsAsciiDigit(after[3]));

    private static (decimal Value, int Decimals)? Parse(ReadOnlySpan<char> digits) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value)
            ? (value, digits.IndexOf('.') is var point and >= 0 ? digits.Length - point - 1 : 0)
            : null;
}
