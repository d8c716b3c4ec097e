using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Retention;

/// <summary>One place of a conversation in the index of what retention looks at. It follows from the head and is written in the same step.</summary>
/// <param name="Lane">Why it is looked at.</param>
/// <param name="At">Its time in that lane.</param>
public readonly record struct RetentionEntry(RetentionLane Lane, DateTimeOffset At)
{
    /// <summary>The places of the conversation with this head; one or two.</summary>
    public static IReadOnlyList<RetentionEntry> Of(ConversationHead head) => head switch
    {
        { DeletedAt: { } deleted } => [new(RetentionLane.Tombstone, deleted)],
        { Hold: { } hold } => [new(RetentionLane.Held, hold.Since)],
        { Settings.Retention: { } own } => [new(RetentionLane.Idle, head.IdleSince), new(RetentionLane.Expiring, After(head.IdleSince, own))],
        _ => [new(RetentionLane.Idle, head.IdleSince)],
    };

    private static DateTimeOffset After(DateTimeOffset since, TimeSpan own) => DateTimeOffset.MaxValue - since > own ? since + own : DateTimeOffset.MaxValue;
}
