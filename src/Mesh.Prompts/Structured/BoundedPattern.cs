using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Mesh.Prompts.Structured;

/// <summary><c>pattern</c> by expressions that never go back, so that the time grows with the text alone; one that takes too long does not match.</summary>
internal sealed class BoundedPattern : IKeywordHandler
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MostCharacters = 500;

    private static readonly TimeSpan s_mostTime = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Name => "pattern";

    /// <summary>The expression of a pattern.</summary>
    /// <exception cref="ArgumentException">It is none, or too long.</exception>
    /// <exception cref="NotSupportedException">It looks around, refers back or is too large.</exception>
    public static Regex Compile(string pattern) => pattern.Length <= MostCharacters
        ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_mostTime)
        : throw new ArgumentException($"It has more than {MostCharacters} characters.", nameof(pattern));

    /// <inheritdoc/>
    public object? ValidateKeywordValue(JsonElement value) => Compile(value.GetString()!);

    /// <inheritdoc/>
    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
    }

    /// <inheritdoc/>
    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (context.Instance.ValueKind != JsonValueKind.String)
        {
            return KeywordEvaluation.Ignore;
        }

        var matches = Matches((Regex)keyword.Value!, context.Instance.GetString()!);
        return new KeywordEvaluation { Keyword = Name, IsValid = matches, Error = matches ? null : "does not match" };
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
}
