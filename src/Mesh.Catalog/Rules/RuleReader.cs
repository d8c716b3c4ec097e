using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Rules;

/// <summary>Reads the rules of a route.</summary>
internal static class RuleReader
{
    /// <summary>Most rules of a route.</summary>
    public const int MostRules = 100;

    private const decimal Heaviest = 1000;
    private const int MostRefusal = 300;
    private const int MostName = 64;

    public static IReadOnlyList<RouteRule> Read(Section route)
    {
        var rules = new List<RouteRule>();
        foreach (var (place, section) in route.Groups("rules").Index())
        {
            if (place == MostRules)
            {
                section.Wrong("", $"is one rule too many: at most {MostRules} are taken.", "Put some together, or lead to another route that has the rest.");
                break;
            }

            var rule = Rule(place, section);
            if (rules.Find(r => string.Equals(r.Name, rule.Name, StringComparison.OrdinalIgnoreCase)) is not null)
            {
                section.Wrong("name", $"'{Shown.Of(rule.Name)}' is another rule's name too.", "Rename one: decisions tell which rule fired.");
            }

            if (rules.Count > 0 && rules[^1] is { Condition: null, When.Length: 0 })
            {
                section.Wrong("", "is never reached: the rule before it has no 'when' and always holds.", "Put that one last, or give it a 'when'.");
            }

            rules.Add(rule);
        }

        return rules;
    }

    /// <summary>Weights of a route or a rule.</summary>
    public static UtilityWeights? Weights(Section section)
    {
        if (section.Child("weights") is not { } group)
        {
            return null;
        }

        decimal?[] read = [Weight("quality"), Weight("cost"), Weight("seconds"), Weight("risk")];
        if (read.Sum() == 0 && read.Count(r => r is not null) == group.Keys.Count())
        {
            group.Wrong("", "weighs nothing: every candidate would be equal.", "Write some of quality, cost, seconds, risk: { quality: 1, cost: 0.3 }.");
        }

        group.Finish();
        return new UtilityWeights((double)(read[0] ?? 0), (double)(read[1] ?? 0), (double)(read[2] ?? 0), (double)(read[3] ?? 0));

        decimal? Weight(string name) => group.Number(name, 0, Heaviest);
    }

    private static RouteRule Rule(int place, Section section)
    {
        var name = section.Text("name");
        if (name is not null && (name.Length > MostName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')))
        {
            section.Wrong("name", $"'{Shown.Of(name)}' cannot be the name of a rule.", $"Use up to {MostName} letters, digits and . - _ .");
        }

        var when = section.Text("when", "Write a condition, such as task == \"code\", or take it out for a rule that always holds.");
        RuleExpression? condition = null;
        if (when is not null)
        {
            (condition, var fault) = RuleParser.Parse(when);
            if (fault is not null)
            {
                section.Wrong("when", $"is wrong at character {fault.At}: {fault.Problem}", fault.Mend);
            }
        }

        var rule = new RouteRule { Name = name ?? $"rules[{place}]", When = when ?? "", Condition = condition, Then = Outcome(section) };
        section.Finish();
        return rule;
    }

    private static RuleOutcome Outcome(Section rule)
    {
        if (rule.Child("then") is not { } then)
        {
            if (!rule.Has("then"))
            {
                rule.Wrong("", "has no 'then'.", "Write what follows: then: { route: name }, or only, without, prefer, weights, refuse.");
            }

            return new RuleOutcome();
        }

        var outcome = new RuleOutcome
        {
            Route = then.Text("route"),
            Only = then.Texts("only") ?? [],
            Without = then.Texts("without") ?? [],
            Prefer = then.Choice("prefer", Vocabulary.Preferences),
            Weights = Weights(then),
            Refuse = then.Text("refuse", "Write what the caller is told: refuse: \"not for this project\"."),
        };
        if (!then.Keys.Any())
        {
            then.Wrong("", "says nothing.", "Write some of route, only, without, prefer, weights, refuse.");
        }

        if (outcome.Refuse is { } refusal && (refusal.Length > MostRefusal || then.Keys.Count() > 1))
        {
            then.Wrong("refuse", refusal.Length > MostRefusal ? $"has more than {MostRefusal} characters." : "stands beside other fields, which would never count.", "Keep a short text, alone.");
        }

        if (then.Has("only") && outcome.Only.Count == 0)
        {
            then.Wrong("only", "is empty: nobody could answer.", "Name models or endpoints, or write 'refuse'.");
        }

        then.Finish();
        return outcome;
    }
}
