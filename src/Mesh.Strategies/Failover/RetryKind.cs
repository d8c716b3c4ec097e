namespace Mesh.Strategies.Failover;

/// <summary>What a failure led to, for the count of retries.</summary>
public enum RetryKind
{
    /// <summary>The one move that costs nothing, after a transport failure.</summary>
    Free,

    /// <summary>A move that was paid from the retry budget.</summary>
    Paid,

    /// <summary>No move: the retry budget is spent.</summary>
    RefusedBudget,

    /// <summary>No move: two endpoints failed in the same way, so that the request is to blame.</summary>
    Poison,

    /// <summary>An answer that had begun was begun again elsewhere; paid.</summary>
    Restart,

    /// <summary>An answer that had begun was gone on with elsewhere; paid.</summary>
    Continue,
}
