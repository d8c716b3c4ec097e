namespace Mesh.Contracts.Catalog;

/// <summary>What becomes of a streamed answer that breaks off after its first content has left.</summary>
public enum OnInterruption
{
    /// <summary><c>stop</c>: it ends with an interruption.</summary>
    Stop,

    /// <summary><c>restart</c>: another endpoint begins it anew, and the caller is told that what came is void.</summary>
    Restart,

    /// <summary><c>continue</c>: another endpoint of the same model goes on with the text, and the caller is told where.</summary>
    Continue,
}
