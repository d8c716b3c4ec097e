namespace Mesh.Contracts.Errors;

/// <summary>The closed list of errors that a caller can see, the same at every front door.</summary>
public enum MeshErrorCode
{
    /// <summary>A field of the request is missing or wrong; the error names it.</summary>
    InvalidRequest,

    /// <summary>No key, or a key that the mesh does not know.</summary>
    Unauthenticated,

    /// <summary>The key is known but may not do this.</summary>
    PermissionDenied,

    /// <summary>The named route, model, endpoint or conversation does not exist.</summary>
    NotFound,

    /// <summary>A turn id reused with other content, a stale revision, or a busy conversation.</summary>
    Conflict,

    /// <summary>A rate limit or budget is used up; the error says which and when to come back.</summary>
    QuotaExhausted,

    /// <summary>Every candidate refused the request; the error holds each one's reason.</summary>
    NoCapacity,

    /// <summary>The deadline passed before an answer was complete.</summary>
    DeadlineExceeded,

    /// <summary>Every permitted attempt failed upstream; the error holds the last status and request ids.</summary>
    UpstreamFailed,

    /// <summary>The answer broke off after its first content frame had left.</summary>
    Interrupted,

    /// <summary>A policy refused the content.</summary>
    ContentRefused,

    /// <summary>Storage is out of reach or the silo is draining.</summary>
    Unavailable,

    /// <summary>A defect of the mesh; no detail leaves the process.</summary>
    Internal,
}
