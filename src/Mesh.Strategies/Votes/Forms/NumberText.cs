using System.Globalization;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>
/// Numbers as they are compared: no separators, units, currency or percent signs; fractions and mixed numbers as decimals, powers of ten
/// and "million" multiplied out; 12 significant digits. 20% is 20, since in the answers to one question a percent sign is a unit.
/// </summary>
public static class NumberText
{
    private const int Digits = 12;
    private static readonly string[] s_words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    private static readonly (string Name, double Factor)[] s_scales = [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)];

    /// <summary>The number that a final answer is; null where it holds none, or several that aren't equal.</summary>
    public static string? Key(string answer)
    {
        var text = LatexText.Plain(answer).Trim();
        var equals = text.LastIndexOf('=');
        var scan = new NumberScan(equals >= 0 ? text[(equals + 1)..] : text);
        string? found = null;
        while (scan.Next(out var value))
        {
            var key = Written(value * Scale(scan.Rest));
            if (found is not null && found != key)
            {
                return null;
            }

            found = key;
        }

        return scan.IsSymbolic ? null : found ?? Word(text);
    }

    /// <summary>The last number of a text that reasons first; null where there is none.</summary>
    public static string? Last(string text)
    {
        var scan = new NumberScan(LatexText.Plain(text.Length > FinalAnswer.MostCharacters ? text[^FinalAnswer.MostCharacters..] : text));
        string? last = null;
        while (scan.Next(out var value))
        {
            last = Written(value * Scale(scan.Rest));
        }

        return last;
    }

    /// <summary>A value as it is compared.</summary>
    public static string Written(double value)
    {
        // Minus zero is zero.
        var text = (value + 0.0).ToString($"G{Digits}", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static double Scale(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        foreach (var (name, factor) in s_scales)
        {
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return factor;
            }
        }

        return 1;
    }

    private static string? Word(string text)
    {
        var at = Array.FindIndex(s_words, w => w.Equals(text.Trim(' ', '.', '!'), StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : at.ToString(CultureInfo.InvariantCulture);
    }
}
