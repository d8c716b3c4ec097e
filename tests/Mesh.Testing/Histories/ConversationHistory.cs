namespace Mesh.Testing.Histories;

/// <summary>All that clients asked of one conversation, in any order.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Operations">What was asked, with one <see cref="OperationKind.Final"/> read where there is one.</param>
public sealed record ConversationHistory(string Conversation, IReadOnlyList<OperationRecord> Operations);
