using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Conversations.Notes;

/// <summary>Something to be noted of a conversation, and what making it took.</summary>
[GenerateSerializer, Immutable, Alias("mesh.NotesEntry")]
public sealed record NotesEntry
{
    /// <summary>A summary that is one revision further than the one that it was made from; null to leave it. It is dropped when another one was kept meanwhile.</summary>
    [Id(0)] public ConversationSummary? Summary { get; init; }

    /// <summary>Images that were described.</summary>
    [Id(1)] public IReadOnlyList<ImageDescription> Images { get; init; } = [];

    /// <summary>The conversation's last turn when a summary failed; 0 when none did.</summary>
    [Id(2)] public long FailedAt { get; init; }

    /// <summary>Tokens that it took; null when not known.</summary>
    [Id(3)] public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD.</summary>
    [Id(4)] public decimal CostUsd { get; init; }

    /// <summary>The model that was asked; empty for none.</summary>
    [Id(5)] public string Model { get; init; } = "";
}
