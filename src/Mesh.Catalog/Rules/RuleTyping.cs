using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Rules;

/// <summary>Whether the parts of a condition fit together.</summary>
internal static class RuleTyping
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MostPattern = 200;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    /// <summary>What a type is called in messages.</summary>
    public static string Describe(RuleType type) => type switch
    {
        RuleType.Truth => "true or false",
        RuleType.Number => "a number",
        RuleType.Time => "a time",
        RuleType.Size => "a size",
        RuleType.Text => "a text",
        _ => "several texts",
    };

    /// <summary>How something that is not true or false is made so.</summary>
    public static string Example(TypedRule operand)
    {
        var name = operand.Expression is RuleName named ? named.Name : operand.Expression is RuleCall call ? RuleVocabulary.Functions[call.Function] : "tokens";
        return operand.Type switch
        {
            RuleType.Time => $"Compare it: {name} < 2s.",
            RuleType.Size => $"Compare it: {name} > 32kB.",
            RuleType.Number => $"Compare it: {name} > {(name == "tokens" ? "8000" : "0.6")}.",
            RuleType.Texts => $"Look into it: {name} == \"private\".",
            _ => $"Compare it: {(operand.Expression is RuleName ? name : "task")} == \"code\".",
        };
    }

    /// <summary>A number with its unit.</summary>
    public static (TypedRule? Read, RuleFault? Fault) Number(RuleToken token)
    {
        var digits = token.Text.AsSpan().IndexOfAnyExcept(s_digits) is var end and >= 0 ? end : token.Text.Length;
        var unit = token.Text[digits..];
        if (!double.TryParse(token.Text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return (null, new RuleFault(token.At, $"'{Shown.Of(token.Text)}' is not a number.", "Write digits with at most one point: 0.6."));
        }

        foreach (var (units, type) in new[] { (RuleVocabulary.Counts, RuleType.Number), (RuleVocabulary.Times, RuleType.Time), (RuleVocabulary.Sizes, RuleType.Size) })
        {
            if (units.TryGetValue(unit, out var factor))
            {
                return (new TypedRule(new RuleNumber(number * factor), type, token.At), null);
            }
        }

        return (null, new RuleFault(token.At, $"'{Shown.Of(unit)}' is not a unit.", "Known: ms, s, m, h for times; B, kB, MB for sizes; k, M for counts."));
    }

    /// <summary>A comparison.</summary>
    public static (TypedRule? Read, RuleFault? Fault) Compare(RuleOperator how, RuleToken at, TypedRule left, TypedRule right)
    {
        if (Domain(left, right) is { } outside)
        {
            return (null, outside);
        }

        if (how == RuleOperator.In)
        {
            return left.Type == RuleType.Text && right.Type == RuleType.Texts ? Truth(new RuleBinary(how, left.Expression, right.Expression))
                : Fault(at.At, $"'in' looks for a text among several, and this is {Describe(left.Type)} in {Describe(right.Type)}.", "Write: task in [\"code\", \"math\"].");
        }

        // One text against several: whether it is among them.
        if (how is RuleOperator.Equal or RuleOperator.NotEqual && (left.Type, right.Type) is (RuleType.Texts, RuleType.Text) or (RuleType.Text, RuleType.Texts))
        {
            var (one, several) = left.Type == RuleType.Text ? (left, right) : (right, left);
            var isIn = new RuleBinary(RuleOperator.In, one.Expression, several.Expression);
            return Truth(how == RuleOperator.Equal ? isIn : new RuleNot(isIn));
        }

        if (left.Type != right.Type)
        {
            return Fault(at.At, $"'{at.Text}' compares {Describe(left.Type)} with {Describe(right.Type)}.", Mend(left, right));
        }

        return how is RuleOperator.Equal or RuleOperator.NotEqual
            ? left.Type == RuleType.Texts ? Fault(at.At, $"'{at.Text}' compares several texts with several.", "Compare with one of them.") : Truth(new RuleBinary(how, left.Expression, right.Expression))
            : left.Type is RuleType.Number or RuleType.Time or RuleType.Size ? Truth(new RuleBinary(how, left.Expression, right.Expression))
            : Fault(at.At, $"'{at.Text}' does not go with {Describe(left.Type)}.", "Compare with == or !=.");

        (TypedRule?, RuleFault?) Truth(RuleExpression expression) => (new TypedRule(expression, RuleType.Truth, left.At), null);
    }

    /// <summary>A call of a known function.</summary>
    public static (TypedRule? Read, RuleFault? Fault) Call(RuleToken name, List<TypedRule> arguments)
    {
        var example = $"Write: {RuleVocabulary.Functions[name.Text]}.";
        if (name.Text is "contains" or "matches" && arguments.Count == 1)
        {
            arguments.Insert(0, new TypedRule(new RuleName("message"), RuleType.Text, name.At));
        }

        var wanted = name.Text is "contains" or "matches" ? 2 : 1;
        if (arguments.Count != wanted || arguments.Any(a => a.Type != RuleType.Text) || arguments[^1].Expression is not RuleText said)
        {
            return Fault(name.At, $"'{name.Text}' does not take {(arguments.Count == wanted ? "these arguments" : $"{arguments.Count} of them")}.", example);
        }

        if (name.Text == "has" && !RuleVocabulary.Features.Contains(said.Value))
        {
            return Fault(arguments[0].At, $"'{Shown.Of(said.Value)}' is nothing that a request can have.", Nearest.Mend(said.Value, RuleVocabulary.Features));
        }

        if (name.Text == "matches" && Pattern(said.Value) is { } wrong)
        {
            return Fault(arguments[1].At, wrong, "Write a pattern of at most 200 characters without look-arounds and back references, such as \"INV-[0-9]+\".");
        }

        return said.Value.Length == 0
            ? Fault(arguments[^1].At, $"'{name.Text}' gets an empty text.", example)
            : (new TypedRule(new RuleCall(name.Text, [.. arguments.Select(a => a.Expression)]), name.Text == "load" ? RuleType.Number : RuleType.Truth, name.At), null);
    }

    // The same options as at run time: time grows with the text's length alone.
    private static string? Pattern(string pattern)
    {
        if (pattern.Length > MostPattern)
        {
            return $"its pattern has more than {MostPattern} characters.";
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
            return null;
        }
        catch (RegexParseException e)
        {
            return $"its pattern is wrong at character {e.Offset} of it.";
        }
        catch (NotSupportedException)
        {
            return "its pattern looks around or refers back, or is too large.";
        }
    }

    private static RuleFault? Domain(TypedRule left, TypedRule right)
    {
        var (named, against) = left.Expression is RuleName ? (left, right) : (right, left);
        if (named.Expression is not RuleName { Name: var name })
        {
            return null;
        }

        if (name == "complexity" && against.Expression is RuleNumber { Value: > 1 } number)
        {
            return new RuleFault(against.At, $"{number.Value.ToString(CultureInfo.InvariantCulture)} is out of range: complexity is from 0 to 1.", "Write a number such as 0.6.");
        }

        var said = against.Expression switch
        {
            RuleText text => [text.Value],
            RuleList list => list.Items,
            _ => [],
        };
        return RuleVocabulary.Values.TryGetValue(name, out var known) && said.FirstOrDefault(s => !known.Contains(s)) is { } wrong
            ? new RuleFault(against.At, $"'{Shown.Of(wrong)}' is nothing that '{name}' can be.", Nearest.Mend(wrong, known))
            : null;
    }

    private static string Mend(TypedRule left, TypedRule right) =>
        left.Type == RuleType.Time || right.Type == RuleType.Time ? "Write a time with its unit: 2s."
        : left.Type == RuleType.Size || right.Type == RuleType.Size ? "Write a size with its unit: 32kB."
        : left.Type == RuleType.Text || right.Type == RuleType.Text ? "Put a text in quotes, and compare it with a name that gives a text."
        : "Compare like with like.";

    private static (TypedRule? Read, RuleFault? Fault) Fault(int at, string problem, string mend) => (null, new RuleFault(at, problem, mend));
}
