namespace Mesh.Contracts.Routing;

/// <summary>Whether somebody waits for the answer.</summary>
public enum Urgency
{
    /// <summary>A person or a program waits for it.</summary>
    Interactive,

    /// <summary>It is one of many, and nobody waits for it.</summary>
    Batch,
}
