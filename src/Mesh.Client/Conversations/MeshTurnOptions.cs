namespace Mesh.Client.Conversations;

/// <summary>How a turn is sent. The same object is the same turn, however often it is sent: a second one joins or is told again what the first was answered.</summary>
public sealed record MeshTurnOptions
{
    /// <summary>The turn's id, at most 255 characters.</summary>
    /// <value>One of its own for each object.</value>
    public string TurnId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The version that it builds on; null for whatever is there. Another one is refused (<c>stale_version</c>).</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Whether the answer goes on when nobody reads it. Otherwise it ends 15 s after its reader has gone.</summary>
    public bool Detached { get; init; }

    /// <summary>The longest time that the answer may take; null for the route's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long a lost turn is tried for until something of it comes again; zero to take nothing up.</summary>
    /// <value>One minute.</value>
    public TimeSpan ResumeFor { get; init; } = TimeSpan.FromMinutes(1);
}
