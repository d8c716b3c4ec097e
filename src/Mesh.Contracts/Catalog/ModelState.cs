namespace Mesh.Contracts.Catalog;

/// <summary>Where a model stands in its life.</summary>
public enum ModelState
{
    /// <summary><c>proposed</c>: registered, never chosen.</summary>
    Proposed,

    /// <summary><c>approved</c>: serves.</summary>
    Approved,

    /// <summary><c>deprecated</c>: serves callers that name it, but no wildcard.</summary>
    Deprecated,

    /// <summary><c>retired</c>: refused, with the reason.</summary>
    Retired,
}
