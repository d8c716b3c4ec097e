using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads the rules by which a route answers without a model.</summary>
internal static partial class AnswersReader
{
    private const int MostRules = 100;
    private const int MostTexts = 50;
    private const int LongestPattern = 1000;
    private static readonly TimeSpan s_mostTime = TimeSpan.FromMilliseconds(20);
    private static readonly string[] s_kinds = ["exact", "regex", "intent"];

    /// <summary>The rules of a route, in order.</summary>
    public static IReadOnlyList<AnswerRule> Read(string route, Section section)
    {
        var rules = new List<AnswerRule>();
        foreach (var group in section.Groups("answers"))
        {
            if (rules.Count == MostRules)
            {
                section.Wrong("answers", $"holds more than {MostRules} rules.", "Put texts that have one answer into one rule, or take some out.");
                break;
            }

            rules.Add(Rule($"{route}-{rules.Count + 1}", group));
        }

        return rules;
    }

    private static AnswerRule Rule(string name, Section section)
    {
        var when = section.Child("when");
        var regex = when?.Text("regex");
        var rule = new AnswerRule
        {
            Name = section.Text("name") ?? name,
            Exact = Texts(when, "exact"),
            Regex = regex,
            Intent = Texts(when, "intent"),
            Threshold = (double?)when?.Number("threshold", 0.1m, 1) ?? 0.7,
            Text = section.Text("answer"),
            Function = section.Choice("function", Vocabulary.AnswerFunctions),
            TimeZone = section.Text("timeZone") ?? "UTC",
        };
        if (when is null || s_kinds.Count(when.Has) != 1)
        {
            (when ?? section).Wrong(when is null ? "when" : "", "must hold exactly one of 'exact', 'regex' and 'intent'.", "Write one of them, such as when: { exact: [\"what are your hours\"] }.");
        }

        if (section.Has("answer") == section.Has("function"))
        {
            section.Wrong("", "must hold exactly one of 'answer' and 'function'.", "Write the answer's text, or the name of the function that works it out.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(rule.TimeZone, out _))
        {
            section.Wrong("timeZone", $"'{Shown.Of(rule.TimeZone)}' is no time zone here.", "Write its IANA name, such as Europe/Berlin.");
        }

        Groups(rule, section, when);
        when?.Finish();
        section.Finish();
        return rule;
    }

    private static IReadOnlyList<string> Texts(Section? when, string field)
    {
        var texts = when?.Texts(field) ?? [];
        if (texts.Count > MostTexts || (texts.Count == 0 && when?.Has(field) == true))
        {
            when!.Wrong(field, $"holds {texts.Count} texts.", $"Write 1 to {MostTexts}.");
        }

        return texts;
    }

    // What an answer takes from the message must be there.
    private static void Groups(AnswerRule rule, Section section, Section? when)
    {
        var groups = Pattern(rule.Regex, when);
        if (groups is null)
        {
            return;
        }

        string[] needed = rule.Function switch
        {
            AnswerFunction.Arithmetic => ["expression"],
            AnswerFunction.Convert => ["value", "from", "to"],
            _ => [.. Braces().Matches(rule.Text ?? "").Select(m => m.Groups[1].Value)],
        };
        foreach (var missing in needed.Except(groups).Take(1))
        {
            section.Wrong(rule.Function is null ? "answer" : "function", $"needs a group '{missing}', which 'when.regex' does not have.", $"Name it there: (?<{missing}>...).");
        }
    }

    // The names of its groups; none where there is no expression, null when it cannot be read.
    private static string[]? Pattern(string? pattern, Section? when)
    {
        if (pattern is null)
        {
            return [];
        }

        try
        {
            return pattern.Length <= LongestPattern
                ? new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_mostTime).GetGroupNames()
                : throw new ArgumentException($"it is longer than {LongestPattern} characters");
        }
        catch (ArgumentException e)
        {
            when!.Wrong("regex", $"is no regular expression: {Shown.Of(e.Message.TrimEnd('.'))}.", "Write one in .NET's form, between single quotes.");
            return null;
        }
    }

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9_]*)\}")]
    private static partial Regex Braces();
}
