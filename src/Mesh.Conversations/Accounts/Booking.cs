using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Accounts;

/// <summary>What one event of a conversation adds to the accounts.</summary>
/// <param name="Sequence">The sequence of the write that it was part of: what is not above the last one booked of its conversation is booked already.</param>
/// <param name="Usage">What it took; null for nothing.</param>
/// <param name="Audit">What is written down of it; null for nothing.</param>
public sealed record Booking(long Sequence, UsageLine? Usage, AuditRecord? Audit)
{
    // More than a tenant's day can cost; a defect upstream must not spill over the rest of the account.
    private const decimal MostUsd = 1_000_000;

    /// <summary>What an event adds.</summary>
    public static Booking Of(ConversationKey key, ConversationEvent happened) => new(happened.Sequence, UsageOf(happened), AuditOf(key, happened));

    private static UsageLine? UsageOf(ConversationEvent happened)
    {
        if (happened.Kind is not (ConversationEventKind.TurnEnded or ConversationEventKind.TurnAbandoned or ConversationEventKind.Noted))
        {
            return null;
        }

        // Where nobody answered, no upstream told of anything that it took.
        var isFailed = happened is { State: TurnState.Failed };
        var usage = happened.Usage;
        return new UsageLine
        {
            Day = DateOnly.FromDateTime(happened.At.UtcDateTime),
            Model = happened.Model,
            Committed = happened.State == TurnState.Committed ? 1 : 0,
            Interrupted = happened.State == TurnState.Interrupted ? 1 : 0,
            Failed = isFailed ? 1 : 0,
            Cancelled = happened.State == TurnState.Cancelled ? 1 : 0,
            Abandoned = happened.Kind == ConversationEventKind.TurnAbandoned ? 1 : 0,
            Noted = happened.Kind == ConversationEventKind.Noted ? 1 : 0,
            Unmetered = usage is null && !isFailed ? 1 : 0,
            Input = usage?.Input ?? 0,
            CachedInput = usage?.CachedInput ?? 0,
            Output = usage?.Output ?? 0,
            Reasoning = usage?.Reasoning ?? 0,
            CostNanoUsd = (long)decimal.Round(Math.Clamp(happened.CostUsd, 0, MostUsd) * UsageLine.NanoUsd),
        };
    }

    private static AuditRecord? AuditOf(ConversationKey key, ConversationEvent happened) => happened.Kind switch
    {
        ConversationEventKind.Created or ConversationEventKind.Updated or ConversationEventKind.Held or ConversationEventKind.Released or ConversationEventKind.Deleted =>
            new AuditRecord { Conversation = key.Id, Sequence = happened.Sequence, Kind = happened.Kind, At = happened.At, By = happened.By, Deletion = happened.Deletion },
        _ => null,
    };
}
