using System.Text;
using System.Text.RegularExpressions;
using Mesh.Strategies.AnswerRules;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>
/// Finds equations between numbers in a text and works out both sides: units, currency signs and remarks in parentheses between them are
/// skipped, "10% of 50" is a product. What cannot be read for sure is no equation.
/// </summary>
internal static partial class WrittenSums
{
    /// <summary>Equations that are read at most; later ones are left out.</summary>
    public const int Most = 500;

    private const int MostOfWindow = 600;

    // A number with its signs, then its unit or a remark: up to three words without digits.
    private const string Number = @"[-($€£\s]*[0-9][0-9,]*(?:\.[0-9]+)?\s?%?\)*";
    private const string Unit = @"(?:\s*\([A-Za-z][A-Za-z' ]{0,40}\)|(?:\s+[A-Za-z][A-Za-z'’/-]*){1,3})?";
    private const string Sign = @"\s*(?:[-+*/×÷−]|\\times|(?<=%\s{0,2})of(?=\s)|x(?=\s*[$€£(]*\s*[0-9]))\s*";

    /// <summary>The equations, in their order.</summary>
    public static List<WrittenSum> Read(string text)
    {
        List<WrittenSum> found = [];
        var plain = Plain(text);

        // An equation stands in one line; a window bounds what the expression may try.
        for (var from = 0; from < plain.Length && found.Count < Most;)
        {
            var line = plain.AsSpan(from).IndexOf('\n') is var end and >= 0 ? end : plain.Length - from;
            var length = Math.Min(line, MostOfWindow);
            var window = plain.AsSpan(from, length);
            if (window.Contains('='))
            {
                AddTo(found, window.ToString(), from);
            }

            from += length == line ? line + 1 : length;
        }

        return found;
    }

    private static void AddTo(List<WrittenSum> found, string window, int from)
    {
        for (var match = Equation().Match(window); match.Success && found.Count < Most; match = Equation().Match(window, match.Groups["right"].Index))
        {
            if (Of(window, match) is { } sum)
            {
                found.Add(sum with { At = sum.At + from });
            }
        }
    }

    private static WrittenSum? Of(string plain, Match match)
    {
        var (left, right) = (match.Groups["left"], match.Groups["right"]);

        // What stands beside it may belong to it: then its value is not known.
        var before = plain.AsSpan(0, left.Index).TrimEnd();
        if (before is [.., '+' or '-' or '*' or '/' or '×' or '÷' or '^' or '√' or '\\']
            || (left.Value.TrimStart().StartsWith('-') && before is [.., var last] && (char.IsLetterOrDigit(last) || last == ')'))
            || plain.AsSpan(right.Index + right.Length).TrimStart() is ['+' or '*' or '/' or '×' or '÷' or '^' or '(', ..]
            || Arithmetic.Evaluate(Expression(left.Value)) is not { } leftValue || Arithmetic.Evaluate(Expression(right.Value)) is not { } rightValue)
        {
            return null;
        }

        var operands = WrittenNumbers.Read(left.Value);
        var results = WrittenNumbers.Read(right.Value);
        return operands.Count < 2 || results.Count == 0 ? null
            : new WrittenSum(leftValue, rightValue, results.Count == 1 ? results[0].Decimals : 2, [.. operands.Select(o => o.Value)], left.Index);
    }

    // Marks of other notations as blanks of the same number, or signs that Arithmetic knows.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text);
        plain.Replace("<<", "  ").Replace(">>", "  ").Replace(@"\*", " *").Replace(@"\(", "  ").Replace(@"\)", "  ").Replace(@"\$", " $").Replace("**", "  ").Replace('−', '-').Replace('–', '-');
        return plain.ToString();
    }

    private static string Expression(string side)
    {
        var bare = Remarks().Replace(side.Replace(@"\times", "*", StringComparison.Ordinal), " ");
        bare = Percent().Replace(bare, "*0.01*").Replace("%", "*0.01", StringComparison.Ordinal);
        bare = Times().Replace(bare, "*");
        bare = Words().Replace(bare, " ");
        bare = bare.Replace("$", "", StringComparison.Ordinal).Replace("€", "", StringComparison.Ordinal).Replace("£", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        return Balanced(bare.Trim());
    }

    // A side may begin inside a parenthesis, or end in one.
    private static string Balanced(string bare)
    {
        var open = bare.Count(c => c == '(') - bare.Count(c => c == ')');
        while (open > 0 && bare.StartsWith('('))
        {
            (bare, open) = (bare[1..].TrimStart(), open - 1);
        }

        while (open < 0 && bare.EndsWith(')'))
        {
            (bare, open) = (bare[..^1].TrimEnd(), open + 1);
        }

        return bare;
    }

    [GeneratedRegex($@"(?<left>{Number}(?:{Unit}{Sign}{Number})+){Unit}\s*=\s*(?<right>{Number}(?:{Unit}{Sign}{Number})*)", RegexOptions.CultureInvariant)]
    private static partial Regex Equation();

    [GeneratedRegex(@"\([A-Za-z][^)0-9]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Remarks();

    [GeneratedRegex(@"%\s*of\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?<=[0-9)\s])x(?=[\s$€£(]*[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    [GeneratedRegex(@"[A-Za-z][A-Za-z'’/-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
