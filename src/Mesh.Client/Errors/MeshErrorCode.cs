namespace Mesh.Client.Errors;

/// <summary>The closed list of the mesh's errors.</summary>
public enum MeshErrorCode
{
    /// <summary>A field of the request is missing or wrong; the error names it.</summary>
    InvalidRequest,

    /// <summary>No key, or a key that the mesh does not know.</summary>
    Unauthenticated,

    /// <summary>The key is known but may not do this.</summary>
    PermissionDenied,

    /// <summary>The named route, model or endpoint does not exist.</summary>
    NotFound,

    /// <summary>A stale revision, a busy conversation, or a turn id reused with other content.</summary>
    Conflict,

    /// <summary>A rate limit or budget is used up.</summary>
    QuotaExhausted,

    /// <summary>Every candidate refused the request; the attempts say why.</summary>
    NoCapacity,

    /// <summary>The deadline passed before the answer was whole.</summary>
    DeadlineExceeded,

    /// <summary>Every permitted attempt failed upstream.</summary>
    UpstreamFailed,

    /// <summary>The answer broke off after its first piece.</summary>
    Interrupted,

    /// <summary>A policy refused the content.</summary>
    ContentRefused,

    /// <summary>The mesh cannot be reached, or cannot serve now.</summary>
    Unavailable,

    /// <summary>A defect of the mesh, or an answer that is none of a mesh.</summary>
    Internal,
}
