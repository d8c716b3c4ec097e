namespace Mesh.Contracts.Catalog;

/// <summary>What a learned router may do.</summary>
public enum RouterMode
{
    /// <summary>It is asked and its words are compared with what came of the requests; it changes nothing.</summary>
    Shadow,

    /// <summary>Models are ranked by what it predicts of them.</summary>
    Decide,
}
