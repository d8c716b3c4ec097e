namespace Mesh.Conversations.Retention;

/// <summary>Why retention has to look at a conversation. The numbers are stored.</summary>
public enum RetentionLane
{
    /// <summary>It is kept; its time is when somebody last said something in it.</summary>
    Idle = 0,

    /// <summary>It is kept for a time of its own; its time is when that is over.</summary>
    Expiring = 1,

    /// <summary>It is under a legal hold; its time is since when.</summary>
    Held = 2,

    /// <summary>It was deleted; its time is when.</summary>
    Tombstone = 3,
}
