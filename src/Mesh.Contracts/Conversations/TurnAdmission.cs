namespace Mesh.Contracts.Conversations;

/// <summary>What becomes of a request for a turn.</summary>
public enum TurnAdmission
{
    /// <summary>It is the caller's to run.</summary>
    Started,

    /// <summary>It runs already: read it where it does.</summary>
    Joined,

    /// <summary>It is over: this is its result.</summary>
    Replayed,

    /// <summary>Another turn runs: wait, then ask again.</summary>
    Queued,
}
