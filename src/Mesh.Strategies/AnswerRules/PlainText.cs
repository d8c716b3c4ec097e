using System.Text;

namespace Mesh.Strategies.AnswerRules;

/// <summary>Texts as they are compared: no case, white space as one blank, no closing marks.</summary>
public static class PlainText
{
    /// <summary>The text in that form.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (!char.IsWhiteSpace(sign))
            {
                plain.Append(char.ToLowerInvariant(sign));
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd(' ', '.', '!', '?', '。', '！', '？');
    }

    /// <summary>
    /// How near two texts in that form are, 0 to 1: the Dice coefficient of the pairs of letters in their words, ends of words being letters
    /// too. Words of up to three letters count only in texts that have no others: they tell little of what is asked.
    /// </summary>
    public static double Likeness(string one, string other) => Dice(Pairs(one), Pairs(other));

    private static string[] Pairs(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var telling = words.Where(w => w.Length > 3).ToArray();
        return [.. (telling.Length > 0 ? telling : words).Select(w => $"^{w}$").SelectMany(w => Enumerable.Range(0, w.Length - 1).Select(i => w.Substring(i, 2)))];
    }

    // Of lists in which the same may stand more than once.
    private static double Dice(string[] one, string[] other)
    {
        var left = one.GroupBy(w => w, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var common = other.GroupBy(w => w, StringComparer.Ordinal).Sum(g => Math.Min(g.Count(), left.GetValueOrDefault(g.Key)));
        return one.Length + other.Length == 0 ? 1 : 2.0 * common / (one.Length + other.Length);
    }
}
