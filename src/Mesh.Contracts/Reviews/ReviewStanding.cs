namespace Mesh.Contracts.Reviews;

/// <summary>What has become of a review, for whoever asked for it: without what was handed over.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ReviewStanding")]
public sealed record ReviewStanding
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its queue.</summary>
    [Id(1)] public required string Queue { get; init; }

    /// <summary>How far it has got.</summary>
    [Id(2)] public required ReviewState State { get; init; }

    /// <summary>When it was handed over.</summary>
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is too late for an answer.</summary>
    [Id(4)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    [Id(5)] public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What a person made of it; null while nobody has, and where it expired.</summary>
    [Id(6)] public ReviewVerdict? Verdict { get; init; }

    /// <summary>How far the answer is from the draft, 0 (the same words) to 1; null where there is no draft, or no answer, or one is too long to compare.</summary>
    [Id(7)] public double? Distance { get; init; }

    /// <summary>Time from hand-over to the end; null while it is not over.</summary>
    public TimeSpan? Took => ClosedAt - CreatedAt;
}
