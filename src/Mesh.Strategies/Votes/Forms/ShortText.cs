using System.Text;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>A few words as they are compared: no case, no article in front, no marks but those within words, white space as one blank.</summary>
public static class ShortText
{
    private static readonly string[] s_articles = ["the ", "a ", "an "];

    /// <summary>The text in that form; empty where nothing but marks was said.</summary>
    public static string Key(string answer)
    {
        var plain = new StringBuilder(answer.Length);
        for (var i = 0; i < answer.Length; i++)
        {
            var sign = answer[i] is '’' ? '\'' : answer[i];
            if (char.IsLetterOrDigit(sign) || char.IsSurrogate(sign) || char.IsSymbol(sign) || IsInWord(answer, i))
            {
                plain.Append(char.ToLowerInvariant(sign));
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        var text = plain.ToString().Trim();
        foreach (var article in s_articles)
        {
            if (text.StartsWith(article, StringComparison.Ordinal))
            {
                return text[article.Length..];
            }
        }

        return text;
    }

    // "3.5", "well-known", "O'Neil", "-5": the mark is part of the word.
    private static bool IsInWord(string text, int at) =>
        text[at] is '.' or ',' or '-' or '\'' or '’' or '/' or '%' or '@' or '#' or '&' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]) && (text[at] is '-' or '#' || (at > 0 && char.IsLetterOrDigit(text[at - 1])));
}
