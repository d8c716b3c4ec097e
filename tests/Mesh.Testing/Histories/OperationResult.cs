namespace Mesh.Testing.Histories;

/// <summary>What a client knows of its operation.</summary>
public enum OperationResult
{
    /// <summary>It was acknowledged.</summary>
    Done,

    /// <summary>It was refused: it has not happened and will not.</summary>
    Failed,

    /// <summary>It may have happened, or may yet.</summary>
    Unknown,
}
