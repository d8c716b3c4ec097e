namespace Mesh.Contracts.Conversations;

/// <summary>The answer to a request for a turn.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnBegun")]
public sealed record TurnBegun
{
    /// <summary>What becomes of it.</summary>
    [Id(0)] public required TurnAdmission Admission { get; init; }

    /// <summary>The conversation as it is now.</summary>
    [Id(1)] public required ConversationHead Head { get; init; }

    /// <summary>The turn; null when it is queued.</summary>
    [Id(2)] public TurnRecord? Turn { get; init; }

    /// <summary>The silo where it runs, when it does.</summary>
    [Id(3)] public string? Owner { get; init; }
}
