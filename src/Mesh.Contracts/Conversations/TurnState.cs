namespace Mesh.Contracts.Conversations;

/// <summary>How far a turn has got. Only <see cref="Committed"/> ones are history.</summary>
public enum TurnState
{
    /// <summary>Its message is kept; a model is being asked.</summary>
    Accepted,

    /// <summary>Its answer is coming; told of a turn whose frames are seen, never kept.</summary>
    Generating,

    /// <summary>Its answer is kept and part of the history.</summary>
    Committed,

    /// <summary>Its answer broke off; what had come is kept as a draft.</summary>
    Interrupted,

    /// <summary>Nobody answered.</summary>
    Failed,

    /// <summary>It was ended on request; what had come is kept as a draft.</summary>
    Cancelled,
}
