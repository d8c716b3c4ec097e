namespace Mesh.Contracts.Endpoints;

/// <summary>Why an endpoint is out or suspected. <see cref="Credentials"/> and <see cref="QuotaSpent"/> are alerts: only an operator mends them.</summary>
public enum CircuitCause
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It asked to be left alone for a while; no fault.</summary>
    CoolingDown,

    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>Its connections break.</summary>
    Broken,

    /// <summary>It takes requests and says nothing.</summary>
    Silent,

    /// <summary>It is much slower than it was, and its model's other endpoints are not.</summary>
    Slow,

    /// <summary>It answers with errors of its own.</summary>
    ServerError,

    /// <summary>Its answers cannot be read.</summary>
    Malformed,

    /// <summary>It does not have the model.</summary>
    ModelMissing,

    /// <summary>It does not accept the mesh's key.</summary>
    Credentials,

    /// <summary>The mesh's account there is used up.</summary>
    QuotaSpent,
}
