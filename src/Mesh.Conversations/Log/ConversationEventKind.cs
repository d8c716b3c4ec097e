namespace Mesh.Conversations.Log;

/// <summary>What can happen in a conversation.</summary>
public enum ConversationEventKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>Its settings were changed.</summary>
    Updated,

    /// <summary>An attempt at a turn ended.</summary>
    TurnEnded,

    /// <summary>An attempt at a turn was given up, since nobody ended it in time; what it took is not known.</summary>
    TurnAbandoned,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>The mesh noted something for itself, such as a summary, and a model was asked for it.</summary>
    Noted,

    /// <summary>It was put under a legal hold.</summary>
    Held,

    /// <summary>Its legal hold was taken away.</summary>
    Released,
}
