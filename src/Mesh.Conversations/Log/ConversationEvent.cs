using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Log;

/// <summary>Something that happened in a conversation, kept in the same step until it is told on. It holds no content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationEvent")]
public sealed record ConversationEvent
{
    /// <summary>The sequence of the write that it was part of; with <see cref="Number"/> it names the event once and for all.</summary>
    [Id(0)] public required long Sequence { get; init; }

    /// <summary>What happened.</summary>
    [Id(1)] public required ConversationEventKind Kind { get; init; }

    /// <summary>When.</summary>
    [Id(2)] public required DateTimeOffset At { get; init; }

    /// <summary>The turn; 0 when it is about the conversation.</summary>
    [Id(3)] public long Number { get; init; }

    /// <summary>The attempt at the turn.</summary>
    [Id(4)] public int Attempt { get; init; }

    /// <summary>How the attempt ended; null when it is about the conversation.</summary>
    [Id(5)] public TurnState? State { get; init; }

    /// <summary>Tokens; null when not known.</summary>
    [Id(6)] public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD.</summary>
    [Id(7)] public decimal CostUsd { get; init; }

    /// <summary>The model that answered; empty when none did.</summary>
    [Id(8)] public string Model { get; init; } = "";

    /// <summary>The id of the key for which it happened; empty when the mesh did it by itself, and for turns.</summary>
    [Id(9)] public string By { get; init; } = "";

    /// <summary>For a deletion, what it removed; null for the others.</summary>
    [Id(10)] public DeletionReport? Deletion { get; init; }
}
