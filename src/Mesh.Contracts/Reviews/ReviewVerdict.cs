namespace Mesh.Contracts.Reviews;

/// <summary>What a person makes of a review.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ReviewVerdict")]
public sealed record ReviewVerdict
{
    /// <summary>Longest answer, in characters.</summary>
    public const int MostCharacters = 256 * 1024;

    /// <summary>Longest reason of a rejection, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>Longest id of a verdict.</summary>
    public const int LongestRequestId = 64;

    /// <summary><see cref="ReviewState.Answered"/>, <see cref="ReviewState.Sent"/> or <see cref="ReviewState.Rejected"/>.</summary>
    [Id(0)] public required ReviewState State { get; init; }

    /// <summary>The person's own id of this verdict: the same one again is the same verdict.</summary>
    [Id(1)] public required string RequestId { get; init; }

    /// <summary>The answer; empty for a rejection.</summary>
    [Id(2)] public string Text { get; init; } = "";

    /// <summary>Why it is rejected; empty for an answer.</summary>
    [Id(3)] public string Reason { get; init; } = "";

    /// <summary>The model that answered; null where the person did.</summary>
    [Id(4)] public string? Model { get; init; }

    /// <summary>The decision by which it was asked; null where none was.</summary>
    [Id(5)] public string? DecisionId { get; init; }

    /// <summary>The id of the person's key.</summary>
    [Id(6)] public required string By { get; init; }
}
