using System.Globalization;
using Google.Rpc;
using Grpc.Core;

namespace Mesh.Client.Errors;

/// <summary>From a gRPC status and its google.rpc details to the client's exception.</summary>
internal static class RpcErrors
{
    /// <summary>The exception to throw: cancellation where the caller asked for it, else what the mesh said.</summary>
    /// <param name="error">What gRPC threw.</param>
    /// <param name="began">Whether pieces of an answer had arrived.</param>
    /// <param name="address">The mesh's address.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public static Exception Translate(RpcException error, bool began, string address, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? new OperationCanceledException(error.Status.Detail, error, cancellationToken) : Read(error, began, address);

    /// <summary>What the mesh said, or what gRPC itself found when the mesh said nothing.</summary>
    public static MeshClientException Read(RpcException error, bool began, string? address = null)
    {
        var status = error.GetRpcStatus();
        var info = status?.GetDetail<ErrorInfo>();
        if (status is null || info is null || Code(info.Metadata.GetValueOrDefault("code")) is not { } code)
        {
            return Unsaid(error, began, address is null ? "" : $" at {address}");
        }

        return new MeshClientException(code, info.Reason.ToLowerInvariant(), status.Message, error)
        {
            Field = status.GetDetail<BadRequest>()?.FieldViolations.FirstOrDefault()?.Field,
            RetryAfter = status.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(),
            Attempts = Value(info, "attempts")?.Split("; ", StringSplitOptions.RemoveEmptyEntries) ?? [],
            Endpoint = Value(info, "endpoint"),
            UpstreamStatus = int.TryParse(Value(info, "upstream_status"), CultureInfo.InvariantCulture, out var http) ? http : null,
            UpstreamCode = Value(info, "upstream_code"),
            UpstreamRequestId = Value(info, "upstream_request_id"),
            DecisionId = Value(info, "decision_id"),
            Interruption = MeshInterruption.From(info),
        };
    }

    /// <summary>The code of a snake_case name; null for one that is not in the closed list.</summary>
    public static MeshErrorCode? Code(string? name) => name switch
    {
        "invalid_request" => MeshErrorCode.InvalidRequest,
        "unauthenticated" => MeshErrorCode.Unauthenticated,
        "permission_denied" => MeshErrorCode.PermissionDenied,
        "not_found" => MeshErrorCode.NotFound,
        "conflict" => MeshErrorCode.Conflict,
        "quota_exhausted" => MeshErrorCode.QuotaExhausted,
        "no_capacity" => MeshErrorCode.NoCapacity,
        "deadline_exceeded" => MeshErrorCode.DeadlineExceeded,
        "upstream_failed" => MeshErrorCode.UpstreamFailed,
        "interrupted" => MeshErrorCode.Interrupted,
        "content_refused" => MeshErrorCode.ContentRefused,
        "unavailable" => MeshErrorCode.Unavailable,
        "internal" => MeshErrorCode.Internal,
        _ => null,
    };

    // Without details the status comes from gRPC or from something between: nobody there, a lost connection, a limit of our own.
    private static MeshClientException Unsaid(RpcException error, bool began, string where)
    {
        var detail = error.Status.Detail;
        return error.StatusCode switch
        {
            StatusCode.DeadlineExceeded => New(MeshErrorCode.DeadlineExceeded, "deadline_exceeded", "The call's deadline passed before the answer was whole. Give it more time or ask for a faster route."),
            _ when began => New(MeshErrorCode.Interrupted, MeshClientException.ConnectionLost, $"The connection to the mesh was lost in the middle of the answer ({detail}). Ask again."),
            StatusCode.Unavailable => New(MeshErrorCode.Unavailable, MeshClientException.Unreachable, $"The mesh{where} cannot be reached: {Transport(error) ?? detail}"),
            StatusCode.Internal when Transport(error) is { } fault => New(MeshErrorCode.Unavailable, MeshClientException.Unreachable, $"No mesh answers{where} in gRPC. Is it another door's address, or https for http? ({fault})"),
            StatusCode.Cancelled => New(MeshErrorCode.Unavailable, "call_cancelled", $"The mesh ended the call: {detail}"),
            StatusCode.ResourceExhausted when detail.Contains("message size", StringComparison.OrdinalIgnoreCase) =>
                New(MeshErrorCode.InvalidRequest, "message_too_large", $"{detail} Send less, or raise MaxMessageBytes up to what the mesh takes."),
            StatusCode.ResourceExhausted => New(MeshErrorCode.QuotaExhausted, "resource_exhausted", detail),
            StatusCode.InvalidArgument or StatusCode.OutOfRange => New(MeshErrorCode.InvalidRequest, "invalid_argument", detail),
            StatusCode.Unauthenticated => New(MeshErrorCode.Unauthenticated, "unauthenticated", detail),
            StatusCode.PermissionDenied => New(MeshErrorCode.PermissionDenied, "permission_denied", detail),
            StatusCode.NotFound => New(MeshErrorCode.NotFound, "not_found", detail),
            StatusCode.Aborted or StatusCode.AlreadyExists => New(MeshErrorCode.Conflict, "conflict", detail),
            StatusCode.Unimplemented => New(MeshErrorCode.Internal, "unimplemented", $"Whatever answers at this address does not know the call; is it the mesh's gRPC door, of this version? ({detail})"),
            _ => New(MeshErrorCode.Internal, "internal", $"The call failed: {detail}"),
        };

        MeshClientException New(MeshErrorCode code, string reason, string message) => new(code, reason, message, error);
    }

    // What the connection met, which says more than gRPC's own words.
    private static string? Transport(RpcException error)
    {
        for (var fault = error.Status.DebugException; fault is not null; fault = fault.InnerException)
        {
            if (fault is HttpRequestException or IOException or System.Net.Sockets.SocketException)
            {
                return fault.Message;
            }
        }

        return null;
    }

    private static string? Value(ErrorInfo info, string name) => info.Metadata.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
