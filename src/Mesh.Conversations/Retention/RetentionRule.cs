using Mesh.Contracts.Catalog;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;

namespace Mesh.Conversations.Retention;

/// <summary>When a conversation's time is over.</summary>
public static class RetentionRule
{
    /// <summary>
    /// How long a tombstone stays after the deletion: longer than anybody sends a turn or a creation again, so that an id which is still in
    /// somebody's queue meets the tombstone and not an empty place.
    /// </summary>
    public static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(30);

    /// <summary>
    /// Whether a conversation is to be deleted now: nobody holds it, no turn runs that may still end, and the shorter of its own time and its
    /// tenant's has passed since the last turn.
    /// </summary>
    public static bool IsOver(ConversationHead head, RetentionPolicy policy, DateTimeOffset now) =>
        head is { DeletedAt: null, Hold: null }
        && !policy.Holds(head.Tenant)
        && !(head.Running is { } running && now < running.Deadline)
        && Shorter(head.Settings.Retention, policy.AfterOf(head.Tenant)) is { } after
        && now - head.IdleSince >= after;

    /// <summary>Refuses the deletion of what is held.</summary>
    /// <exception cref="MeshException">conflict, reason legal_hold: the conversation is held, or all of its tenant's are.</exception>
    public static void ThrowIfHeld(ConversationHead head, RetentionPolicy policy)
    {
        if (head.Hold is { } hold)
        {
            throw ConversationErrors.Held(head.Id, hold);
        }

        if (policy.Holds(head.Tenant))
        {
            throw ConversationErrors.TenantHeld(head.Id, head.Tenant);
        }
    }

    private static TimeSpan? Shorter(TimeSpan? own, TimeSpan? tenants) => own is { } mine && tenants is { } theirs ? (mine < theirs ? mine : theirs) : own ?? tenants;
}
