using System.Globalization;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Limits;

/// <summary>Holds callers to requests and tokens a minute as strict vendors do, with a fifth of a minute's at once, and tells so in OpenAI's headers.</summary>
internal sealed class LimitedVendor(double requestsPerMinute, double tokensPerMinute, int promptTokens, TimeProvider time)
{
    private const int AnswerTokens = 3;
    private const double AtOnce = 0.2;
    private readonly Lock _lock = new();
    private double _requests = requestsPerMinute * AtOnce;
    private double _tokens = tokensPerMinute * AtOnce;
    private long _at = time.GetTimestamp();

    public int Refused { get; private set; }

    public int Served { get; private set; }

    public UpstreamReply Answer(UpstreamRequest request)
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_at).TotalMinutes;
            _at = time.GetTimestamp();
            _requests = Math.Min(requestsPerMinute * AtOnce, _requests + (elapsed * requestsPerMinute));
            _tokens = Math.Min(tokensPerMinute * AtOnce, _tokens + (elapsed * tokensPerMinute));
            if (_requests < 1 || _tokens < promptTokens + AnswerTokens)
            {
                Refused++;
                return UpstreamReply.Json("""{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""", 429) with { Headers = Headers() };
            }

            Served++;
            _requests--;
            _tokens -= promptTokens + AnswerTokens;
            return ChatReplies.Answer(request, ["a", "b", "c"], promptTokens) with { Headers = Headers() };
        }
    }

    private Dictionary<string, string> Headers() => new()
    {
        ["x-ratelimit-limit-requests"] = Text(requestsPerMinute),
        ["x-ratelimit-remaining-requests"] = Text(Math.Floor(_requests)),
        ["x-ratelimit-reset-requests"] = $"{Text(Math.Round(60 * (1 - (_requests / requestsPerMinute)), 3))}s",
        ["x-ratelimit-limit-tokens"] = Text(tokensPerMinute),
        ["x-ratelimit-remaining-tokens"] = Text(Math.Floor(_tokens)),
        ["x-ratelimit-reset-tokens"] = $"{Text(Math.Round(60_000 * (1 - (_tokens / tokensPerMinute))))}ms",
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
