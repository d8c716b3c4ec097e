using Mesh.Contracts.Errors;

namespace Mesh.Providers.Pipeline;

/// <summary>One attempt at an upstream failed.</summary>
public sealed class UpstreamException(UpstreamFaultKind kind, UpstreamFailure failure, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception($"{failure.Endpoint}: {kind} {failure.Status} {failure.Code}", inner)
{
    /// <summary>How it failed.</summary>
    public UpstreamFaultKind Kind { get; } = kind;

    /// <summary>What the vendor said.</summary>
    public UpstreamFailure Failure { get; } = failure;

    /// <summary>How long the vendor asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The vendor's <c>x-ratelimit-*</c> headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; init; } = [];
}
