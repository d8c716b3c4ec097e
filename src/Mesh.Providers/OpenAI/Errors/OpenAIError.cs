using System.Globalization;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Answers;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Errors;

/// <summary>Says what kind of refusal a vendor's answer in OpenAI's dialect is, and keeps its words.</summary>
internal static class OpenAIError
{
    private static readonly string[] s_requestIds = ["x-request-id", "nvcf-reqid", "x-ds-trace-id", "mistral-correlation-id", "request-id", "cf-ray"];

    /// <summary>An error object inside a stream that had begun with 200; null when the event is none.</summary>
    /// <param name="data">The event's data.</param>
    /// <param name="endpoint">The endpoint that is asked.</param>
    /// <param name="named">Whether the event is called <c>error</c>, so that all its data is the error.</param>
    public static UpstreamFailure? InStream(ReadOnlyMemory<byte> data, string endpoint, bool named = false) =>
        OpenAIErrorReader.Read(data, new UpstreamFailure { Endpoint = endpoint }, named);

    /// <summary>A refusal with its HTTP status.</summary>
    public static UpstreamException FromStatus(string endpoint, HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var bare = new UpstreamFailure { Endpoint = endpoint, Status = (int)response.StatusCode, RequestId = RequestId(response) };
        var failure = OpenAIErrorReader.Read(body, bare, certain: true) ?? bare;
        return new UpstreamException(Kind(failure), failure, RetryAfter(response, now)) { RateLimits = RateLimitHeaders.Of(response) };
    }

    /// <summary>A failure that the vendor wrote under a status of 200.</summary>
    public static UpstreamException Within200(UpstreamFailure failure, string? requestId) =>
        new(Kind(failure), failure with { Status = 200, RequestId = requestId });

    /// <summary>What kind of refusal it is: by the vendor's words where they are plain, else by status. Inside a 200 engines give the status as their code.</summary>
    public static UpstreamFaultKind Kind(UpstreamFailure failure) =>
        IsContextLength(failure) ? UpstreamFaultKind.ContextLength
        : failure.Code is "content_filter" or "content_policy_violation" ? UpstreamFaultKind.ContentRefused
        : failure.Code is "insufficient_quota" or "billing_hard_limit_reached" ? UpstreamFaultKind.QuotaSpent
        : failure.Code is "model_not_found" ? UpstreamFaultKind.ModelMissing
        : ByStatus(failure.Status ?? StatusInCode(failure)) ?? ByWord(failure);

    /// <summary>The vendor's id of the request, under the names that vendors give it.</summary>
    public static string? RequestId(HttpResponseMessage response)
    {
        foreach (var name in s_requestIds)
        {
            if (response.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } id)
            {
                return id;
            }
        }

        return null;
    }

    private static UpstreamFaultKind? ByStatus(int? status) => status switch
    {
        401 or 403 => UpstreamFaultKind.Credentials,
        402 => UpstreamFaultKind.QuotaSpent,
        404 => UpstreamFaultKind.ModelMissing,

        // 498 is Groq's word for a flexible tier without room.
        429 or 498 => UpstreamFaultKind.RateLimited,
        408 or >= 500 => UpstreamFaultKind.ServerError,
        >= 300 and < 400 => UpstreamFaultKind.Malformed,
        >= 400 => UpstreamFaultKind.Rejected,
        _ => null,
    };

    private static UpstreamFaultKind ByWord(UpstreamFailure failure) => (failure.Code, failure.Type) switch
    {
        ("rate_limit_exceeded", _) or (_, "rate_limit_error" or "rate_limit_exceeded") => UpstreamFaultKind.RateLimited,
        (_, "invalid_request_error" or "BadRequestError") => UpstreamFaultKind.Rejected,
        _ => UpstreamFaultKind.ServerError,
    };

    private static int? StatusInCode(UpstreamFailure failure) =>
        int.TryParse(failure.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 400 and < 600 ? code : null;

    private static bool IsContextLength(UpstreamFailure failure) =>
        failure.Code == "context_length_exceeded"
        || failure.Type == "exceed_context_size_error"
        || (failure.Status is 400 or 413 or 422 or null
            && failure.Message is { } message
            && message.Contains("context", StringComparison.OrdinalIgnoreCase)
            && (Says(message, "maximum context length") || Says(message, "exceed") || Says(message, "longer than")));

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    // Seconds or a date (RFC 9110, 10.2.3), or OpenAI's own milliseconds.
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var wait = Seconds(response, "retry-after-ms", 0.001)
            ?? Seconds(response, "retry-after", 1)
            ?? (response.Headers.RetryAfter?.Date is { } date ? date - now : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    // Some vendors write parts of a second; a day is the longest that is believed.
    private static TimeSpan? Seconds(HttpResponseMessage response, string header, double unit) =>
        response.Headers.NonValidated.TryGetValues(header, out var values)
        && double.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? TimeSpan.FromSeconds(Math.Min(number * unit, 86_400))
            : null;
}
