using Mesh.Conversations.Log;

namespace Mesh.Conversations.Accounts;

/// <summary>What tenants' conversations took, by day and model, and what was done to them. Kept for <see cref="Kept"/>, whatever becomes of the conversations.</summary>
public interface IConversationAccounts
{
    /// <summary>How long both are kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Most days in one read.</summary>
    const int MostDays = 100;

    /// <summary>Most audit records in one read.</summary>
    const int MostRecords = 256;

    /// <summary>Books what happened in a conversation, all of it or nothing. What was booked before is not booked again.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="bookings">What happened, in its order, whole writes.</param>
    /// <param name="now">The time: what is older than <see cref="Kept"/> goes.</param>
    /// <param name="cancellationToken">Ends the call; it may be booked all the same.</param>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: it may or may not be booked; book it again.</exception>
    Task BookAsync(ConversationKey key, IReadOnlyList<Booking> bookings, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A tenant's lines, by day and model.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day; at most <see cref="MostDays"/> with it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many days, or none.</exception>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<UsageLine>> ReadAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken);

    /// <summary>A tenant's audit records, the newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="before">Where the read before ended; null for the newest.</param>
    /// <param name="count">How many at most, from 1 to <see cref="MostRecords"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of bounds.</exception>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(string tenant, AuditCursor? before, int count, CancellationToken cancellationToken);

    /// <summary>Forgets up to where a conversation was booked: nothing of it is left, and one of the same id may begin anew.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: it may or may not be forgotten.</exception>
    Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken);

    /// <summary>Refuses a span of days that no store gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Too many days, or none.</exception>
    static void ThrowIfOutOfBounds(DateOnly first, DateOnly last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last.DayNumber - first.DayNumber, MostDays, nameof(last));
    }

    /// <summary>Refuses a count of audit records that no store gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of bounds.</exception>
    static void ThrowIfOutOfBounds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRecords);
    }
}
