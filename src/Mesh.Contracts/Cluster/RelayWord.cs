namespace Mesh.Contracts.Cluster;

/// <summary>What a worker's relay says for itself where the engine did not answer, in a header of a status of 503.</summary>
public static class RelayWord
{
    /// <summary>The header.</summary>
    public const string Header = "mesh-relay";

    /// <summary>The engine has no place; it was not asked.</summary>
    public const string Full = "full";

    /// <summary>The worker is about to stop and takes nothing new; the engine was not asked.</summary>
    public const string Draining = "draining";

    /// <summary>The worker has no engine of that name.</summary>
    public const string Unknown = "unknown";

    /// <summary>The engine takes no connection.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The engine took the request, and its connection broke before an answer began.</summary>
    public const string Broken = "broken";
}
