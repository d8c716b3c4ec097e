namespace Mesh.Contracts.Reviews;

/// <summary>How far a review has got. All but the first are final.</summary>
public enum ReviewState
{
    /// <summary>It waits for a person.</summary>
    Pending,

    /// <summary>A person has answered.</summary>
    Answered,

    /// <summary>A person has sent it to a model, which has answered.</summary>
    Sent,

    /// <summary>A person has refused to answer.</summary>
    Rejected,

    /// <summary>Nobody came to it in its time.</summary>
    Expired,
}
