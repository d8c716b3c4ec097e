namespace Mesh.Testing.Histories;

/// <summary>What a client asked of a conversation.</summary>
public enum OperationKind
{
    /// <summary>Create it; the same creation twice is one.</summary>
    Create,

    /// <summary>Send a turn until it is committed. All sends of one id and content are one turn.</summary>
    Send,

    /// <summary>Ask what has become of a turn; done when it was shown as committed.</summary>
    Lookup,

    /// <summary>Read the version and digest, or the list, of committed turns.</summary>
    Read,

    /// <summary>Cancel a turn; done when it was said to be cancelled.</summary>
    Cancel,

    /// <summary>Delete the conversation.</summary>
    Delete,

    /// <summary>Read the whole list after everything else has ended.</summary>
    Final,
}
