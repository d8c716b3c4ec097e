namespace Mesh.Contracts.Conversations;

/// <summary>Why a conversation was deleted.</summary>
public enum DeletionCause
{
    /// <summary>A caller asked for it.</summary>
    Asked,

    /// <summary>Its time was over.</summary>
    Retention,
}
