using System.Text.Json;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Errors;

/// <summary>Reads refusals in OpenAI's dialect and says what kind they are.</summary>
internal static class OpenAIError
{
    /// <summary>An error object inside a stream that had begun with 200.</summary>
    public static UpstreamFailure? InStream(ReadOnlyMemory<byte> data, string endpoint)
    {
        var failure = Parse(data, endpoint, null, null);
        return failure.Message is null && failure.Code is null && failure.Type is null ? null : failure;
    }

    /// <summary>A refusal with its HTTP status.</summary>
    public static UpstreamException FromStatus(string endpoint, HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var failure = Parse(body, endpoint, (int)response.StatusCode, RequestId(response));
        return new UpstreamException(Kind(failure), failure, RetryAfter(response, now));
    }

    /// <summary>What kind of refusal it is, by status first and by the vendor's words where the status is shared.</summary>
    public static UpstreamFaultKind Kind(UpstreamFailure failure) => failure.Status switch
    {
        _ when IsContextLength(failure) => UpstreamFaultKind.ContextLength,
        _ when failure.Code is "content_filter" or "content_policy_violation" => UpstreamFaultKind.ContentRefused,
        _ when failure.Code is "insufficient_quota" or "billing_hard_limit_reached" => UpstreamFaultKind.QuotaSpent,
        401 or 403 => UpstreamFaultKind.Credentials,
        402 => UpstreamFaultKind.QuotaSpent,
        404 => UpstreamFaultKind.ModelMissing,
        429 => UpstreamFaultKind.RateLimited,
        408 or >= 500 => UpstreamFaultKind.ServerError,
        >= 300 and < 400 => UpstreamFaultKind.Malformed,
        >= 400 => UpstreamFaultKind.Rejected,
        _ when failure.Code is "rate_limit_exceeded" => UpstreamFaultKind.RateLimited,
        _ when failure.Type is "invalid_request_error" => UpstreamFaultKind.Rejected,
        _ => UpstreamFaultKind.ServerError,
    };

    public static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-request-id", out var values) ? values.FirstOrDefault() : null;

    private static bool IsContextLength(UpstreamFailure failure) =>
        failure.Code == "context_length_exceeded"
        || (failure.Status is 400 or 413 or 422
            && failure.Message is { } message
            && message.Contains("context", StringComparison.OrdinalIgnoreCase)
            && (message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
                || message.Contains("exceed", StringComparison.OrdinalIgnoreCase)));

    private static UpstreamFailure Parse(ReadOnlyMemory<byte> body, string endpoint, int? status, string? requestId)
    {
        var failure = new UpstreamFailure { Endpoint = endpoint, Status = status, RequestId = requestId };
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var inner)
                ? inner
                : document.RootElement;
            return error.ValueKind switch
            {
                JsonValueKind.String => failure with { Message = Bounded(error.GetString()) },
                JsonValueKind.Object => failure with
                {
                    Code = Field(error, "code"),
                    Message = Field(error, "message") ?? Field(error, "detail"),
                    Type = Field(error, "type"),
                    Param = Field(error, "param"),
                },
                _ => failure,
            };
        }
        catch (JsonException)
        {
            return failure;
        }
    }

    private static string? Field(JsonElement error, string name) => error.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => Bounded(value.GetString()),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static string? Bounded(string? text) => text is { Length: > 2000 } ? text[..2000] : text;

    // Delta seconds or a date (RFC 9110, 10.2.3), or OpenAI's own milliseconds.
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out var values) && int.TryParse(values.First(), out var milliseconds) && milliseconds >= 0)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - now : null);
        return wait is { } positive && positive > TimeSpan.Zero ? positive : null;
    }
}
