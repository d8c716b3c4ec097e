using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Strategies.AnswerRules;

/// <summary>One answer rule made ready: its expression compiled, its texts in the form in which they are compared.</summary>
public sealed partial class RuleMatcher
{
    /// <summary>Longest time for an expression, at most two times for a message.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(20);

    // Once more: the time is the clock's, and a thread that lost its processor within a match of microseconds has used it up.
    private const int MostTries = 2;
    private readonly AnswerRule _rule;
    private readonly Regex? _regex;
    private readonly HashSet<string> _exact;
    private readonly string[] _intent;
    private readonly TimeZoneInfo _zone;

    /// <summary>Makes a rule ready.</summary>
    /// <exception cref="ArgumentException">Its expression is none.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public RuleMatcher(AnswerRule rule)
    {
        _rule = rule;
        _regex = rule.Regex is { } pattern ? Compile(pattern) : null;
        _exact = rule.Exact.Select(PlainText.Of).ToHashSet(StringComparer.Ordinal);
        _intent = [.. rule.Intent.Select(PlainText.Of)];
        _zone = TimeZoneInfo.FindSystemTimeZoneById(rule.TimeZone);
    }

    /// <summary>Its name.</summary>
    public string Name => _rule.Name;

    /// <summary>An expression as rules use it: one that never goes back is preferred, since its time grows with the text alone.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Regex Compile(string pattern)
    {
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, MostTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options | RegexOptions.Compiled, MostTime);
        }
    }

    /// <summary>Its answer to a message; null when it does not match, or its function has no answer.</summary>
    public string? Answer(string message, TimeProvider time)
    {
        if (message.Length > PlainQuestion.MostCharacters)
        {
            return null;
        }

        Match? match = null;
        if (_regex is not null)
        {
            match = Find(message.Trim());
            if (match is null)
            {
                return null;
            }
        }
        else if (!Matches(PlainText.Of(message)))
        {
            return null;
        }

        return _rule.Function is { } function ? Work(function, match, time) : Braces().Replace(_rule.Text!, b => match?.Groups[b.Groups[1].Value].Value ?? b.Value);
    }

    private bool Matches(string plain) => _exact.Contains(plain) || _intent.Any(i => PlainText.Likeness(i, plain) >= _rule.Threshold);

    // One that takes too long does not match; the last try says so.
    private Match? Find(string message)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            try
            {
                return _regex!.Match(message) is { Success: true } match ? match : null;
            }
            catch (RegexMatchTimeoutException)
            {
                // Whether it was the expression or the machine that took so long, the next try tells.
            }
        }

        return null;
    }

    private string? Work(AnswerFunction function, Match? match, TimeProvider time)
    {
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone);
        return function switch
        {
            AnswerFunction.Date => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            AnswerFunction.Time => now.ToString("HH:mm", CultureInfo.InvariantCulture),
            AnswerFunction.Arithmetic => Number(Arithmetic.Evaluate(Group("expression"))),
            _ => Arithmetic.Evaluate(Group("value")) is { } value && Units.Convert(value, Group("from"), Group("to")) is { } converted ? $"{Number(converted)} {Group("to")}" : null,
        };

        string Group(string name) => match?.Groups[name].Value ?? "";
    }

    // Quotients may have 28 digits, of which nobody wants more than half.
    private static string? Number(decimal? value) => value is { } number ? decimal.Round(number, 12).ToString("0.############", CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9_]*)\}")]
    private static partial Regex Braces();
}
