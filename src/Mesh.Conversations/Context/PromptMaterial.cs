using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Context;

/// <summary>What a prompt is made of, besides the turns before.</summary>
public sealed record PromptMaterial
{
    /// <summary>Instructions that every model gets; empty for none.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>Facts that are told whatever else is left out.</summary>
    public IReadOnlyList<string> Pinned { get; init; } = [];

    /// <summary>The summary and the described images.</summary>
    public ConversationNotes Notes { get; init; } = ConversationNotes.Empty;

    /// <summary>The new messages, with tools and settings.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>The model that answered last on the branch; empty for none.</summary>
    public string LastModel { get; init; } = "";
}
