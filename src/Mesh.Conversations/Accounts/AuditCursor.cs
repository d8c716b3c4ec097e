namespace Mesh.Conversations.Accounts;

/// <summary>A place in a tenant's audit records: before the one that it names.</summary>
/// <param name="At">When that one happened.</param>
/// <param name="Conversation">Its conversation.</param>
/// <param name="Sequence">The sequence of its write.</param>
public sealed record AuditCursor(DateTimeOffset At, string Conversation, long Sequence)
{
    /// <summary>The place of a record.</summary>
    public static AuditCursor Of(AuditRecord record) => new(record.At, record.Conversation, record.Sequence);
}
