using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Accounts;

/// <summary>That a conversation was created, changed, held, released or deleted, by whom and when. It holds no content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.AuditRecord")]
public sealed record AuditRecord
{
    /// <summary>The conversation's id in the tenant.</summary>
    [Id(0)] public required string Conversation { get; init; }

    /// <summary>The sequence of the write in its conversation.</summary>
    [Id(1)] public required long Sequence { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)] public required ConversationEventKind Kind { get; init; }

    /// <summary>When.</summary>
    [Id(3)] public required DateTimeOffset At { get; init; }

    /// <summary>The id of the key for which it happened; empty when the mesh did it by itself.</summary>
    [Id(4)] public string By { get; init; } = "";

    /// <summary>For a deletion, what it removed; null for the others.</summary>
    [Id(5)] public DeletionReport? Deletion { get; init; }
}
