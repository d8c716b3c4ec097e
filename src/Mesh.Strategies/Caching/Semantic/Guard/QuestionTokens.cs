using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Cuts a question into words, numbers and what is to be taken literally.</summary>
internal static partial class QuestionTokens
{
    /// <summary>The pieces in order, short forms written out: <c>what's</c> is <c>what is</c>.</summary>
    public static List<QuestionToken> Of(string question)
    {
        var tokens = new List<QuestionToken>();
        var begins = true;
        foreach (Match match in Pieces().Matches(question.Normalize().Replace('’', '\'').Replace('‘', '\'')))
        {
            var text = match.Value;
            if (match.Groups["literal"].Success)
            {
                tokens.Add(new QuestionToken(QuestionTokenKind.Literal, text, IsName: false));
            }
            else if (match.Groups["number"].Success)
            {
                Number(match, tokens);
            }
            else if (match.Groups["word"].Success)
            {
                Words(text, begins, tokens);
            }
            else if (text is "," or "/" or "&" or "+")
            {
                tokens.Add(new QuestionToken(QuestionTokenKind.Link, text, IsName: false));
            }
            else if (text is "-" or "*" or "=" or "<" or ">" or "^" or "|" or "~" or "@" or "#" or "$" or "%")
            {
                // Signs that are not punctuation say something of their own.
                tokens.Add(new QuestionToken(QuestionTokenKind.Literal, text, IsName: false));
            }

            begins = text is "." or "!" or "?" or ":" || (begins && !match.Groups["word"].Success);
        }

        return tokens;
    }

    private static void Number(Match match, List<QuestionToken> tokens)
    {
        var (digits, suffix) = (match.Groups["digits"].Value, match.Groups["suffix"].Value.ToLowerInvariant());
        var ordinal = suffix is "st" or "nd" or "rd" or "th";
        tokens.Add(new QuestionToken(QuestionTokenKind.Number, (ordinal ? "nth" : "") + Plain(digits), IsName: false));
        if (match.Groups["currency"].Value is { Length: > 0 } currency)
        {
            tokens.Add(new QuestionToken(QuestionTokenKind.Word, currency switch { "$" => "dollar", "€" => "euro", "£" => "pound", _ => "yen" }, IsName: false));
        }

        if (suffix.Length > 0 && !ordinal)
        {
            tokens.Add(new QuestionToken(QuestionTokenKind.Word, suffix, IsName: false));
        }
    }

    // 1,000 and 1000, and 5.0 and 5, are one number; what is none (a date, a version) stays as it is.
    private static string Plain(string digits)
    {
        var number = Thousands().IsMatch(digits) ? digits.Replace(",", "", StringComparison.Ordinal) : digits;
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && number.Length < 25
            ? (value / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : digits;
    }

    private static void Words(string text, bool begins, List<QuestionToken> tokens)
    {
        var isName = text.Length > 1 && char.IsUpper(text[0]) && (!begins || text.All(char.IsUpper));
        var small = text.ToLowerInvariant();
        foreach (var word in Long(small))
        {
            tokens.Add(new QuestionToken(QuestionTokenKind.Word, word, isName));
        }
    }

    // After who, what and the like 's is 'is'; after a noun it is whose.
    private static IEnumerable<string> Long(string word)
    {
        var mark = word.IndexOf('\'', StringComparison.Ordinal);
        var (first, rest) = mark < 1 ? (word, "") : (word[..mark], word[(mark + 1)..]);
        return word switch
        {
            "cannot" => ["can", "not"],
            "can't" => ["can", "not"],
            "won't" => ["will", "not"],
            "shan't" => ["shall", "not"],
            "let's" => ["let", "us"],
            _ when word.EndsWith("n't", StringComparison.Ordinal) => [word[..^3], "not"],
            _ => rest switch
            {
                "s" when first is "what" or "who" or "where" or "when" or "how" or "why" or "it" or "that" or "there" or "here" or "he" or "she" => [first, "is"],
                "s" or "" => [first],
                "m" => [first, "am"],
                "re" => [first, "are"],
                "ve" => [first, "have"],
                "ll" => [first, "will"],
                "d" => [first, "would"],
                _ => [word],
            },
        };
    }

    // What looks ahead looks 60 characters far, so that the time grows with the text and not with its square.
    [GeneratedRegex(
        """
        (?<literal>
            ```.*?```|`[^`]+`|"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<![\p{L}\p{N}])'[^'\n]{1,200}'(?![\p{L}\p{N}])
            |[a-zA-Z][a-zA-Z0-9+.-]{0,20}://\S*[^\s.,;:!?)\]]|[^\s@,;]{1,60}@[^\s@,;]{1,60}\.\p{L}+
            |(?<!\S)--?[a-zA-Z][\w-]*
            |[\w.~-]{0,60}(?:[\\/][\w.~-]+){2,}|(?<!\S)[~./\\]+[\w-][\w./\\-]*
            |\w{1,60}(?:(?:::|->|_)\w+)+(?:\(\))?|\w{1,60}\(\)|\p{Ll}{1,60}\p{Lu}\w*|\p{Lu}\p{Ll}{1,60}\p{Lu}\w*
            |\p{L}\w{0,60}\.\p{L}\w*(?:\.\w+)*|(?:c|f|C|F)\#|[cC]\+\+|\.(?:NET|net)\b|\p{L}{1,60}\d\w*(?:[.-]\d+)*
        )
        |(?<number>(?<currency>[$€£¥])?(?<digits>(?:(?<=^|[\s(=<>])[-+])?\d+(?:[.,:/-]\d+)*)(?<suffix>%|°\p{L}?|\p{L}+)?)
        |(?<word>[\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}\p{IsThai}]|[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*)
        |\S
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();
}
