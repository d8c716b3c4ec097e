using System.Text;

namespace Mesh.Catalog.Rules;

/// <summary>Cuts a condition into its pieces.</summary>
internal ref struct RuleLexer(ReadOnlySpan<char> text)
{
    private static readonly string[] s_symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ","];

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public static List<RuleToken> All(string text)
    {
        var lexer = new RuleLexer(text);
        var tokens = new List<RuleToken>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind is not (RuleTokenKind.End or RuleTokenKind.Fault));
        return tokens;
    }

    private RuleToken Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var start = _at;
        if (start == _text.Length)
        {
            return new RuleToken(RuleTokenKind.End, "", start + 1);
        }

        var first = _text[start];
        return first is '"' or '\'' ? Quoted(first)
            : char.IsAsciiDigit(first) ? Token(RuleTokenKind.Number, Run(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            : char.IsAsciiLetter(first) ? Token(RuleTokenKind.Word, Run(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            : Symbol();

        RuleToken Token(RuleTokenKind kind, string value) => new(kind, value, start + 1);
    }

    private string Run(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at].ToString();
    }

    // A quote or a backslash of the text's own is written with a backslash before it; any other backslash is itself, as patterns have many.
    private RuleToken Quoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && (_text[_at + 1] == quote || _text[_at + 1] == '\\'))
            {
                // The pair of backslashes stays a pair in patterns; a text that is compared has no use for one.
                value.Append(_text[_at + 1] == quote ? "" : "\\");
                _at++;
            }

            value.Append(_text[_at++]);
        }

        if (_at == _text.Length)
        {
            return new RuleToken(RuleTokenKind.Fault, "the text that begins here has no end", start + 1);
        }

        _at++;
        return new RuleToken(RuleTokenKind.Text, value.ToString(), start + 1);
    }

    private RuleToken Symbol()
    {
        foreach (var symbol in s_symbols)
        {
            if (_text[_at..].StartsWith(symbol, StringComparison.Ordinal))
            {
                var at = _at + 1;
                _at += symbol.Length;
                return new RuleToken(RuleTokenKind.Symbol, symbol, at);
            }
        }

        return new RuleToken(RuleTokenKind.Fault, $"'{_text[_at]}' is not taken", _at + 1);
    }
}
