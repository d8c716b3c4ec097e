namespace Mesh.Contracts.Endpoints;

/// <summary>Whether an endpoint may be asked.</summary>
public enum CircuitState
{
    /// <summary>Yes.</summary>
    Closed,

    /// <summary>One request at a time finds out.</summary>
    HalfOpen,

    /// <summary>No.</summary>
    Open,

    /// <summary>It fails, but too many of its model's endpoints are out already: it is asked when nobody else is left.</summary>
    Suspect,
}
