using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>From a vendor's refusal to the closed error list.</summary>
internal static class UpstreamErrors
{
    private static readonly TimeSpan s_defaultCooldown = TimeSpan.FromSeconds(5);

    /// <summary>The error for the plan: what the caller would see, and whether another endpoint may do better.</summary>
    /// <param name="e">The fault.</param>
    /// <param name="withdraw">Takes back what it told the circuit; null when it told nothing.</param>
    public static EndpointException ToEndpointException(UpstreamException e, Action? withdraw = null)
    {
        var (code, reason, message, mayMove) = Map(e);
        var error = new MeshError
        {
            Code = code,
            Reason = reason,
            Message = message,
            Field = code == MeshErrorCode.InvalidRequest ? e.Failure.Param : null,
            RetryAfter = Cooldown(e),
            Upstream = e.Failure,
        };
        return new EndpointException(error, mayMove, e)
        {
            FailureClass = IsTurnedAway(e.Kind) ? null : MetricName(e.Kind),
            IsTransport = e.Kind is UpstreamFaultKind.Unreachable or UpstreamFaultKind.Broken or UpstreamFaultKind.Silent,
            Withdraw = withdraw,
        };
    }

    /// <summary>Whether the engine was not even asked: what an endpoint's own gate refuses is told in the same way.</summary>
    public static bool IsTurnedAway(UpstreamFaultKind kind) => kind is UpstreamFaultKind.Full or UpstreamFaultKind.Leaving;

    /// <summary>How long the endpoint wants to be left alone, or is where it refuses for now without a word about when; null when neither.</summary>
    public static TimeSpan? Cooldown(UpstreamException e) => e.RetryAfter ?? (e.Kind == UpstreamFaultKind.RateLimited ? s_defaultCooldown : null);

    /// <summary>The closed name of a fault in metrics.</summary>
    public static string MetricName(UpstreamFaultKind kind) => kind switch
    {
        UpstreamFaultKind.Unreachable => "unreachable",
        UpstreamFaultKind.Broken => "broken",
        UpstreamFaultKind.Silent => "silent",
        UpstreamFaultKind.Endless => "endless",
        UpstreamFaultKind.Rejected => "rejected",
        UpstreamFaultKind.ContentRefused => "content_refused",
        UpstreamFaultKind.ContextLength => "context_length",
        UpstreamFaultKind.Credentials => "credentials",
        UpstreamFaultKind.ModelMissing => "model_missing",
        UpstreamFaultKind.RateLimited => "rate_limited",
        UpstreamFaultKind.QuotaSpent => "quota_spent",
        UpstreamFaultKind.Malformed => "malformed",
        UpstreamFaultKind.Full => "full",
        UpstreamFaultKind.Leaving => "leaving",
        _ => "server_error",
    };

    /// <summary>What a fault that counts against the endpoint tells its circuit.</summary>
    public static CircuitCause Cause(UpstreamFaultKind kind) => kind switch
    {
        UpstreamFaultKind.Unreachable => CircuitCause.Unreachable,
        UpstreamFaultKind.Broken => CircuitCause.Broken,
        UpstreamFaultKind.Silent => CircuitCause.Silent,
        UpstreamFaultKind.Malformed => CircuitCause.Malformed,
        UpstreamFaultKind.ModelMissing => CircuitCause.ModelMissing,
        UpstreamFaultKind.Credentials => CircuitCause.Credentials,
        UpstreamFaultKind.QuotaSpent => CircuitCause.QuotaSpent,
        _ => CircuitCause.ServerError,
    };

    private static (MeshErrorCode Code, string Reason, string Message, bool MayMove) Map(UpstreamException e) => e.Kind switch
    {
        UpstreamFaultKind.Rejected => (MeshErrorCode.InvalidRequest, e.Failure.Code ?? "upstream_rejected", Words(e, "The upstream refused the request."), false),
        UpstreamFaultKind.ContextLength => (MeshErrorCode.InvalidRequest, "context_length_exceeded", Words(e, "The prompt does not fit the model's context."), true),
        UpstreamFaultKind.ContentRefused => (MeshErrorCode.ContentRefused, e.Failure.Code ?? "content_filter", Words(e, "The upstream's policy refused the content."), false),
        UpstreamFaultKind.RateLimited => (MeshErrorCode.QuotaExhausted, "upstream_rate_limited", Words(e, "The upstream takes no more requests for now."), true),
        UpstreamFaultKind.Credentials => (MeshErrorCode.UpstreamFailed, "upstream_credentials", "The upstream does not accept the mesh's key for this endpoint.", true),
        UpstreamFaultKind.QuotaSpent => (MeshErrorCode.UpstreamFailed, "upstream_quota_spent", "The mesh's account at the upstream is used up.", true),
        UpstreamFaultKind.ModelMissing => (MeshErrorCode.UpstreamFailed, e.Failure.Code ?? "upstream_model_missing", Words(e, "The upstream does not have the model."), true),
        UpstreamFaultKind.Unreachable => (MeshErrorCode.UpstreamFailed, "upstream_unreachable", "The upstream could not be reached.", true),
        UpstreamFaultKind.Broken => (MeshErrorCode.UpstreamFailed, "upstream_broken", "The upstream's answer broke off.", true),
        UpstreamFaultKind.Silent => (MeshErrorCode.UpstreamFailed, "upstream_silent", "The upstream took the request and said nothing for too long.", true),
        UpstreamFaultKind.Endless => (MeshErrorCode.UpstreamFailed, "upstream_endless", "The upstream's answer is longer than the endpoint allows.", false),
        UpstreamFaultKind.Malformed => (MeshErrorCode.UpstreamFailed, "upstream_malformed", "The upstream's answer cannot be read.", true),
        UpstreamFaultKind.Full => (MeshErrorCode.NoCapacity, GateRefusals.Full, $"The engine of endpoint '{e.Failure.Endpoint}' is full.", true),
        UpstreamFaultKind.Leaving => (MeshErrorCode.NoCapacity, GateRefusals.Leaving, $"The engine of endpoint '{e.Failure.Endpoint}' is about to leave.", true),
        _ => (MeshErrorCode.UpstreamFailed, "upstream_error", Words(e, "The upstream failed."), true),
    };

    private static string Words(UpstreamException e, string own) => e.Failure.Message ?? own;
}
