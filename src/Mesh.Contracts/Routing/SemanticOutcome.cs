namespace Mesh.Contracts.Routing;

/// <summary>What became of a look into the semantic cache.</summary>
public enum SemanticOutcome
{
    /// <summary>It gave the answer.</summary>
    Hit,

    /// <summary>No question was near enough.</summary>
    Far,

    /// <summary>Questions were near enough, and each contradicts.</summary>
    Contradicted,

    /// <summary>The answer of the nearest question is no longer kept, or its model may not answer this request.</summary>
    Gone,

    /// <summary>The vector did not come in time.</summary>
    Late,

    /// <summary>Nobody gave a vector.</summary>
    Failed,

    /// <summary>Vectors were late, so that none is asked for at present.</summary>
    Resting,
}
