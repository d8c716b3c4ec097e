using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Routing.Signals.Rules;

/// <summary>Makes a condition ready to run: a tree of delegates, so that a decision reads no text and looks up no name of the language.</summary>
internal static class RuleCompiler
{
    /// <summary>Longest time that one pattern may take; a condition that takes longer does not hold.</summary>
    public static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(500);

    private static readonly FrozenDictionary<string, Func<RuleFacts, string>> s_texts = new Dictionary<string, Func<RuleFacts, string>>
    {
        ["task"] = f => f.Task,
        ["language"] = f => f.Language,
        ["urgency"] = f => f.Urgency,
        ["class"] = f => f.Class,
        ["lastModel"] = f => f.LastModel,
        ["caller.tenant"] = f => f.Tenant,
        ["caller.project"] = f => f.Project,
        ["caller.key"] = f => f.Key,
        ["message"] = f => f.Text("message"),
        ["system"] = f => f.Text("system"),
        ["prompt"] = f => f.Text("prompt"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Func<RuleFacts, double>> s_numbers = new Dictionary<string, Func<RuleFacts, double>>
    {
        ["complexity"] = f => f.Complexity,
        ["tokens"] = f => f.Tokens,
        ["output"] = f => f.Output,
        ["bytes"] = f => f.Bytes,
        ["turns"] = f => f.Turns,
        ["deadline"] = f => f.Deadline,
        ["spend.day"] = f => f.SpendOfDay,
        ["spend.month"] = f => f.SpendOfMonth,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Func<RuleFacts, IReadOnlyList<string>>> s_lists = new Dictionary<string, Func<RuleFacts, IReadOnlyList<string>>>
    {
        ["data"] = f => f.Data,
        ["caller.tags"] = f => f.Tags,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ModelCapabilities> s_features = new Dictionary<string, ModelCapabilities>
    {
        ["image"] = ModelCapabilities.ImageIn,
        ["file"] = ModelCapabilities.FileIn,
        ["audio"] = ModelCapabilities.AudioIn,
        ["tools"] = ModelCapabilities.Tools,
        ["json-schema"] = ModelCapabilities.JsonSchema,
        ["logprobs"] = ModelCapabilities.Logprobs,
    }.ToFrozenDictionary();

    /// <summary>Names that conditions may read.</summary>
    public static IEnumerable<string> Names => s_texts.Keys.Concat(s_numbers.Keys).Concat(s_lists.Keys);

    /// <summary>Whether a condition reads <paramref name="name"/>.</summary>
    public static bool Reads(RuleExpression? condition, string name) => condition switch
    {
        RuleName read => read.Name == name,
        RuleNot not => Reads(not.Operand, name),
        RuleBinary binary => Reads(binary.Left, name) || Reads(binary.Right, name),
        RuleCall call => call.Arguments.Any(a => Reads(a, name)),
        _ => false,
    };

    /// <summary>Makes a condition ready.</summary>
    /// <exception cref="ArgumentException">Its names or types are not those of a checked catalogue.</exception>
    public static Func<RuleFacts, bool> Condition(RuleExpression expression) => expression switch
    {
        RuleTruth truth => truth.Value ? _ => true : _ => false,
        RuleNot not when Condition(not.Operand) is var operand => f => !operand(f),
        RuleCall call => Call(call),
        RuleBinary { Operator: RuleOperator.And } both when (Condition(both.Left), Condition(both.Right)) is var (left, right) => f => left(f) && right(f),
        RuleBinary { Operator: RuleOperator.Or } either when (Condition(either.Left), Condition(either.Right)) is var (left, right) => f => left(f) || right(f),
        RuleBinary { Operator: RuleOperator.In } sought => In(Text(sought.Left), sought.Right),
        RuleBinary compared when IsText(compared.Left) => Same(Text(compared.Left), Text(compared.Right), compared.Operator == RuleOperator.Equal),
        RuleBinary compared when IsTruth(compared.Left) && (Condition(compared.Left), Condition(compared.Right)) is var (left, right) => compared.Operator == RuleOperator.Equal ? f => left(f) == right(f) : f => left(f) != right(f),
        RuleBinary { Left: RuleName { Name: "tokens" }, Right: RuleNumber { Value: var bound } } compared => Tokens(compared.Operator, bound),
        RuleBinary compared => Compared(compared.Operator, Number(compared.Left), Number(compared.Right)),
        _ => throw Unchecked(expression),
    };

    private static Func<RuleFacts, bool> Call(RuleCall call)
    {
        if (call.Arguments[^1] is not RuleText { Value: var said })
        {
            throw Unchecked(call);
        }

        switch (call.Function)
        {
            case "has":
                var feature = s_features[said];
                return f => (f.Needs & feature) != 0;
            case "healthy":
                return f => f.IsHealthy(said);
            case "contains":
                var within = Text(call.Arguments[0]);
                return f => within(f).Contains(said, StringComparison.OrdinalIgnoreCase);
            case "matches":
                var against = Text(call.Arguments[0]);
                var pattern = new Regex(said, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, LongestMatch);

                // The first match builds what later ones use; that is not a request's time.
                _ = pattern.IsMatch("a");
                return f => Matches(pattern, against(f));
            default:
                throw Unchecked(call);
        }
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // What is surely under the bound by its bytes is not counted.
    private static Func<RuleFacts, bool> Tokens(RuleOperator how, double bound) => how switch
    {
        RuleOperator.Greater => f => !f.HasTokensAtMost(bound) && f.Tokens > bound,
        RuleOperator.AtLeast => f => !f.HasTokensAtMost(bound - 1) && f.Tokens >= bound,
        RuleOperator.Less => f => f.HasTokensAtMost(bound - 1) || f.Tokens < bound,
        RuleOperator.AtMost => f => f.HasTokensAtMost(bound) || f.Tokens <= bound,
        _ => Compared(how, f => f.Tokens, _ => bound),
    };

    private static Func<RuleFacts, bool> Compared(RuleOperator how, Func<RuleFacts, double> left, Func<RuleFacts, double> right) => how switch
    {
        RuleOperator.Less => f => left(f) < right(f),
        RuleOperator.AtMost => f => left(f) <= right(f),
        RuleOperator.Greater => f => left(f) > right(f),
        RuleOperator.AtLeast => f => left(f) >= right(f),
        RuleOperator.Equal => f => left(f) == right(f),
        RuleOperator.NotEqual => f => left(f) != right(f),
        _ => throw new ArgumentException($"'{how}' compares no numbers.", nameof(how)),
    };

    private static Func<RuleFacts, bool> Same(Func<RuleFacts, string> left, Func<RuleFacts, string> right, bool wanted) =>
        f => string.Equals(left(f), right(f), StringComparison.OrdinalIgnoreCase) == wanted;

    private static Func<RuleFacts, bool> In(Func<RuleFacts, string> text, RuleExpression several)
    {
        var list = several is RuleList { Items: var items } ? _ => items : several is RuleName name ? s_lists[name.Name] : throw Unchecked(several);
        return f => Contains(list(f), text(f));
    }

    private static bool Contains(IReadOnlyList<string> list, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(RuleExpression expression) => expression is RuleText || (expression is RuleName name && s_texts.ContainsKey(name.Name));

    private static bool IsTruth(RuleExpression expression) => expression is RuleTruth or RuleNot or RuleBinary or RuleCall { Function: not "load" };

    private static Func<RuleFacts, string> Text(RuleExpression expression) => expression switch
    {
        RuleText { Value: var value } => _ => value,
        RuleName name when s_texts.TryGetValue(name.Name, out var read) => read,
        _ => throw Unchecked(expression),
    };

    private static Func<RuleFacts, double> Number(RuleExpression expression) => expression switch
    {
        RuleNumber { Value: var value } => _ => value,
        RuleName name when s_numbers.TryGetValue(name.Name, out var read) => read,
        RuleCall { Function: "load", Arguments: [RuleText { Value: var of }] } => f => f.Load(of),
        _ => throw Unchecked(expression),
    };

    private static ArgumentException Unchecked(RuleExpression expression) => new($"A rule holds {expression}, which no checked catalogue does.", nameof(expression));
}
