using System.Text.Json;

namespace Mesh.Strategies.Confidence.Tokens;

/// <summary>
/// Adds up the log-probabilities of an answer as its pieces come, in the form of OpenAI's chat completions (content: token, logprob,
/// top_logprobs), which vLLM, SGLang and llama.cpp write too. Keeps sums only. What has another form is left out, never guessed.
/// </summary>
public sealed class LogprobTally
{
    // Some servers write -9999 or minus infinity for "never".
    private const double Least = -100;

    private int _tokens;
    private double _sum;
    private double _least;
    private int _withOthers;
    private double _margins;

    /// <summary>Adds a piece, the vendor's JSON of one <see cref="Contracts.Chat.LogprobsDelta"/>.</summary>
    /// <returns>Whether it could be read.</returns>
    public bool Add(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("content", out var content))
            {
                return false;
            }

            if (content.ValueKind != JsonValueKind.Array)
            {
                return content.ValueKind == JsonValueKind.Null;
            }

            foreach (var token in content.EnumerateArray())
            {
                Add(token);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What came so far; null before the first token.</summary>
    public TokenConfidence? Read() => _tokens == 0 ? null : new TokenConfidence(_tokens, _sum / _tokens, _least, _withOthers == 0 ? null : _margins / _withOthers);

    private void Add(JsonElement token)
    {
        if (Logprob(token) is not { } logprob)
        {
            return;
        }

        (_tokens, _sum, _least) = (_tokens + 1, _sum + logprob, Math.Min(_least, logprob));
        if (!token.TryGetProperty("top_logprobs", out var top) || top.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        // The chosen token stands among them, unless it was a less likely one.
        var (name, other) = (Name(token), double.NegativeInfinity);
        foreach (var alternative in top.EnumerateArray())
        {
            if (Logprob(alternative) is { } at && !string.Equals(Name(alternative), name, StringComparison.Ordinal))
            {
                other = Math.Max(other, at);
            }
        }

        if (!double.IsNegativeInfinity(other))
        {
            (_withOthers, _margins) = (_withOthers + 1, _margins + Math.Max(0, Math.Exp(logprob) - Math.Exp(other)));
        }
    }

    private static string? Name(JsonElement token) => token.TryGetProperty("token", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static double? Logprob(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object && token.TryGetProperty("logprob", out var value) && value.ValueKind == JsonValueKind.Number
            ? Math.Clamp(value.GetDouble(), Least, 0)
            : null;
}
