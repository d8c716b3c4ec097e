namespace Mesh.Contracts.Catalog;

/// <summary>How an endpoint is chosen among those of one model.</summary>
public enum Balance
{
    /// <summary><c>least-load</c>: fewest requests in flight for its capacity.</summary>
    LeastLoad,

    /// <summary><c>fastest</c>: least measured time.</summary>
    Fastest,

    /// <summary><c>cheapest</c>: lowest price.</summary>
    Cheapest,

    /// <summary><c>weighted</c>: at random by weight.</summary>
    Weighted,

    /// <summary><c>priority</c>: lowest rank first.</summary>
    Priority,
}
