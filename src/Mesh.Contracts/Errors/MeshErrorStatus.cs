namespace Mesh.Contracts.Errors;

/// <summary>How an error code appears on the wire of each front door.</summary>
/// <param name="Name">Stable snake_case name, used as the OpenAI error's <c>code</c> when no narrower reason is known.</param>
/// <param name="HttpStatus">HTTP status of the OpenAI door.</param>
/// <param name="GrpcStatus">Numeric gRPC status, per the gRPC status code list.</param>
/// <param name="RetryCanHelp">Whether the same request may succeed later; false makes the door send <c>x-should-retry: false</c>.</param>
public sealed record MeshErrorStatus(string Name, int HttpStatus, int GrpcStatus, bool RetryCanHelp)
{
    /// <summary>Gives the wire form of <paramref name="code"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in the closed list.</exception>
    public static MeshErrorStatus For(MeshErrorCode code) => code switch
    {
        MeshErrorCode.InvalidRequest => new("invalid_request", 400, 3, false),
        MeshErrorCode.Unauthenticated => new("unauthenticated", 401, 16, false),
        MeshErrorCode.PermissionDenied => new("permission_denied", 403, 7, false),
        MeshErrorCode.NotFound => new("not_found", 404, 5, false),
        MeshErrorCode.Conflict => new("conflict", 409, 10, false),
        MeshErrorCode.QuotaExhausted => new("quota_exhausted", 429, 8, true),
        MeshErrorCode.NoCapacity => new("no_capacity", 503, 14, true),
        MeshErrorCode.DeadlineExceeded => new("deadline_exceeded", 504, 4, false),
        MeshErrorCode.UpstreamFailed => new("upstream_failed", 502, 14, true),
        MeshErrorCode.Interrupted => new("interrupted", 502, 14, true),
        MeshErrorCode.ContentRefused => new("content_refused", 400, 9, false),
        MeshErrorCode.Unavailable => new("unavailable", 503, 14, true),
        MeshErrorCode.Internal => new("internal", 500, 13, false),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "not in the closed error list"),
    };
}
