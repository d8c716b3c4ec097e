using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Rules;

/// <summary>
/// Reads a condition by recursive descent and checks its types on the way. At the first fault it gives up: every method then gives null.
/// </summary>
internal sealed class RuleParser
{
    /// <summary>Longest condition, in characters.</summary>
    public const int MostCharacters = 1000;

    /// <summary>Deepest nesting.</summary>
    public const int MostDepth = 16;

    /// <summary>Most names, values, functions and operators.</summary>
    public const int MostPieces = 200;

    private static readonly Dictionary<string, RuleOperator> s_comparisons = new()
    {
        ["=="] = RuleOperator.Equal,
        ["!="] = RuleOperator.NotEqual,
        ["<"] = RuleOperator.Less,
        ["<="] = RuleOperator.AtMost,
        [">"] = RuleOperator.Greater,
        [">="] = RuleOperator.AtLeast,
        ["in"] = RuleOperator.In,
    };

    private readonly List<RuleToken> _tokens;
    private int _next;
    private int _depth;
    private RuleFault? _fault;

    private RuleParser(List<RuleToken> tokens) => _tokens = tokens;

    private RuleToken Current => _tokens[_next];

    /// <summary>The condition, or what is wrong with it.</summary>
    public static (RuleExpression? Condition, RuleFault? Fault) Parse(string text)
    {
        if (text.Length > MostCharacters)
        {
            return (null, new RuleFault(MostCharacters + 1, $"it has more than {MostCharacters} characters.", "Split it into several rules."));
        }

        var tokens = RuleLexer.All(text);
        if (tokens.Count > MostPieces)
        {
            return (null, new RuleFault(tokens[MostPieces].At, $"it has more than {MostPieces} names, values and operators.", "Split it into several rules."));
        }

        var parser = new RuleParser(tokens);
        var read = parser.Or();
        if (read is not null && parser.Current.Kind != RuleTokenKind.End)
        {
            parser.Unexpected("&& or || and another condition");
        }
        else if (read is not null && read.Type != RuleType.Truth)
        {
            parser.Wrong(read.At, $"it gives {RuleTyping.Describe(read.Type)}, not true or false.", RuleTyping.Example(read));
        }

        return parser._fault is { } fault ? (null, fault) : (read!.Expression, null);
    }

    private TypedRule? Or() => Joined(RuleOperator.Or, "||", "or", () => Joined(RuleOperator.And, "&&", "and", Not));

    private TypedRule? Joined(RuleOperator how, string symbol, string word, Func<TypedRule?> operand)
    {
        var left = operand();
        while (left is not null && (Current.Is(symbol) || Current.Is(word)))
        {
            var at = Current;
            _next++;
            var right = operand();
            left = right is null || !IsTruth(left, at) || !IsTruth(right, at) ? null : new TypedRule(new RuleBinary(how, left.Expression, right.Expression), RuleType.Truth, left.At);
        }

        return left;
    }

    private TypedRule? Not()
    {
        if (!Current.Is("!") && !Current.Is("not"))
        {
            return Comparison();
        }

        var at = Current;
        _next++;
        return Deeper(at, () => Not() is { } operand && IsTruth(operand, at) ? new TypedRule(new RuleNot(operand.Expression), RuleType.Truth, at.At) : null);
    }

    private TypedRule? Comparison()
    {
        var left = Operand();
        if (left is null || Current.Kind == RuleTokenKind.End || !s_comparisons.TryGetValue(Current.Text, out var how) || Current.Kind == RuleTokenKind.Text)
        {
            return left;
        }

        var at = Current;
        _next++;
        if (Operand() is not { } right)
        {
            return null;
        }

        if (Current.Kind != RuleTokenKind.Text && s_comparisons.ContainsKey(Current.Text))
        {
            return Wrong(Current.At, $"'{Current.Text}' compares what is compared already.", "Join two comparisons with &&.");
        }

        var (compared, fault) = RuleTyping.Compare(how, at, left, right);
        _fault ??= fault;
        return compared;
    }

    private TypedRule? Operand()
    {
        var token = Current;
        switch (token.Kind)
        {
            case RuleTokenKind.Text:
                _next++;
                return new TypedRule(new RuleText(token.Text), RuleType.Text, token.At);
            case RuleTokenKind.Number:
                _next++;
                var (number, fault) = RuleTyping.Number(token);
                _fault ??= fault;
                return number;
            case RuleTokenKind.Word when token.Text is "true" or "false":
                _next++;
                return new TypedRule(new RuleTruth(token.Text == "true"), RuleType.Truth, token.At);
            case RuleTokenKind.Word when _tokens[_next + 1].Is("("):
                return Deeper(token, () => Call(token));
            case RuleTokenKind.Word when token.Text is not ("in" or "and" or "or" or "not"):
                _next++;
                return Name(token);
            case RuleTokenKind.Symbol when token.Text == "(":
                _next++;
                return Deeper(token, () => Or() is { } inner && Take(")") ? inner with { At = token.At } : null);
            case RuleTokenKind.Symbol when token.Text == "[":
                _next++;
                return Texts(token);
            default:
                return Unexpected("a name, a value or a function");
        }
    }

    private TypedRule? Name(RuleToken token)
    {
        if (RuleVocabulary.Names.TryGetValue(token.Text, out var type))
        {
            return new TypedRule(new RuleName(token.Text), type, token.At);
        }

        if (RuleVocabulary.NamesToCome.TryGetValue(token.Text, out var why))
        {
            return Wrong(token.At, $"'{token.Text}' is not known yet: {why}", "Take it out for now.");
        }

        var mend = Nearest.Find(token.Text, RuleVocabulary.Names.Keys) is { } near
            ? $"Did you mean '{near}'?"
            : $"Write a text in quotes, or one of: {string.Join(", ", RuleVocabulary.Names.Keys)}.";
        return Wrong(token.At, $"'{Shown.Of(token.Text)}' is no name of a rule.", mend);
    }

    private TypedRule? Texts(RuleToken open)
    {
        var items = new List<string>();
        while (Current.Kind == RuleTokenKind.Text)
        {
            items.Add(Current.Text);
            _next++;
            if (!Current.Is(","))
            {
                break;
            }

            _next++;
        }

        return items.Count == 0 ? Unexpected("a text in quotes")
            : Take("]") ? new TypedRule(new RuleList(items), RuleType.Texts, open.At)
            : null;
    }

    private TypedRule? Call(RuleToken name)
    {
        _next += 2;
        if (!RuleVocabulary.Functions.ContainsKey(name.Text))
        {
            var mend = Nearest.Find(name.Text, RuleVocabulary.Functions.Keys) is { } near ? $"Did you mean '{near}'?" : $"Known: {string.Join(", ", RuleVocabulary.Functions.Keys)}.";
            return Wrong(name.At, $"'{Shown.Of(name.Text)}' is no function of a rule.", mend);
        }

        var arguments = new List<TypedRule>();
        while (!Current.Is(")"))
        {
            if ((arguments.Count > 0 && !Take(",")) || Argument(name) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        _next++;
        var (call, fault) = RuleTyping.Call(name, arguments);
        _fault ??= fault;
        return call;
    }

    // What 'has' looks for is a word of its own, with or without quotes.
    private TypedRule? Argument(RuleToken function)
    {
        if (function.Text == "has" && Current.Kind == RuleTokenKind.Word)
        {
            var word = Current;
            _next++;
            return new TypedRule(new RuleText(word.Text), RuleType.Text, word.At);
        }

        return Operand();
    }

    private TypedRule? Deeper(RuleToken at, Func<TypedRule?> read)
    {
        if (++_depth > MostDepth)
        {
            return Wrong(at.At, $"it nests deeper than {MostDepth} levels.", "Split it into several rules.");
        }

        var inner = read();
        _depth--;
        return inner;
    }

    private bool IsTruth(TypedRule operand, RuleToken at)
    {
        if (operand.Type != RuleType.Truth)
        {
            Wrong(operand.At, $"'{at.Text}' takes true or false, and this is {RuleTyping.Describe(operand.Type)}.", RuleTyping.Example(operand));
        }

        return operand.Type == RuleType.Truth;
    }

    private bool Take(string symbol)
    {
        if (Current.Is(symbol))
        {
            _next++;
            return true;
        }

        Unexpected($"'{symbol}'");
        return false;
    }

    private TypedRule? Unexpected(string wanted) => Current.Kind switch
    {
        RuleTokenKind.Fault => Wrong(Current.At, $"{Current.Text}.", Current.Text.StartsWith("'='", StringComparison.Ordinal) ? "Compare with ==." : $"Write {wanted}."),
        RuleTokenKind.End => Wrong(Current.At, "it ends too early.", $"Write {wanted} here."),
        _ => Wrong(Current.At, $"'{Shown.Of(Current.Text)}' stands in the wrong place.", $"Write {wanted} here."),
    };

    private TypedRule? Wrong(int at, string problem, string mend)
    {
        _fault ??= new RuleFault(at, problem, mend);
        return null;
    }
}
