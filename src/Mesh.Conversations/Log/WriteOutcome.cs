namespace Mesh.Conversations.Log;

/// <summary>What became of a write.</summary>
public enum WriteOutcome
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>The stored head is not the one that its writer saw, or the id of a new turn is taken; nothing was written.</summary>
    Stale,
}
