namespace Mesh.Contracts.Catalog;

/// <summary>How a model is picked among those that could answer.</summary>
public enum Prefer
{
    /// <summary><c>balanced</c>: quality against cost and time.</summary>
    Balanced,

    /// <summary><c>best</c>: quality first.</summary>
    Best,

    /// <summary><c>fast</c>: least predicted time.</summary>
    Fast,

    /// <summary><c>cheap</c>: least expected cost.</summary>
    Cheap,
}
