namespace Mesh.Contracts.Conversations;

/// <summary>The attempt that is under way, as the conversation's head names it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RunningTurn")]
public sealed record RunningTurn
{
    /// <summary>The turn's number.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>The caller's id of the turn.</summary>
    [Id(1)] public required string TurnId { get; init; }

    /// <summary>Which attempt, from 1.</summary>
    [Id(2)] public required int Attempt { get; init; }

    /// <summary>Its fence: what bears another one is refused.</summary>
    [Id(3)] public required long Epoch { get; init; }

    /// <summary>The silo where its frames are, with its generation.</summary>
    [Id(4)] public required string Owner { get; init; }

    /// <summary>When it may be begun anew by anybody.</summary>
    [Id(5)] public required DateTimeOffset Deadline { get; init; }
}
