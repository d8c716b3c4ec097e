using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;

namespace Mesh.Conversations.Accounts;

/// <summary>Has the accounts follow the outboxes: each event is told at least once and booked once.</summary>
public sealed class AccountsFollower(IConversationAccounts accounts, TimeProvider time) : IConversationFollower
{
    /// <inheritdoc/>
    public Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken) =>
        accounts.BookAsync(key, [.. events.Select(e => Booking.Of(key, e))], time.GetUtcNow(), cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => accounts.ForgetAsync(key, cancellationToken);
}
