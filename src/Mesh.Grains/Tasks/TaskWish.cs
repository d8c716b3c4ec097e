namespace Mesh.Grains.Tasks;

/// <summary>How a task is to be done, beside what is asked.</summary>
public sealed record TaskWish
{
    /// <summary>Digest of everything that the caller sent.</summary>
    public required string Hash { get; init; }

    /// <summary>The caller's own key of the task within its tenant; empty for none.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>A name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>How long it may take from its submission on.</summary>
    public TimeSpan Timeout { get; init; } = TaskBounds.Deadline;

    /// <summary>How long it is kept after its end.</summary>
    public TimeSpan Retention { get; init; } = TaskBounds.Retention;

    /// <summary>Most tokens of all its calls; null for the route's bound.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>How often its plan is gone through again when it has failed by what may pass.</summary>
    public int Retries { get; init; } = TaskBounds.Retries;
}
