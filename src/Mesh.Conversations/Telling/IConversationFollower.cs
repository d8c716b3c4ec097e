using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Telling;

/// <summary>Is told what happened in conversations: every event at least once, those of one conversation in their order.</summary>
public interface IConversationFollower
{
    /// <summary>Takes note. The same told again changes nothing, and nor does what is older than what was told before.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="head">Its head or tombstone, at least as new as the events.</param>
    /// <param name="events">What happened, oldest first.</param>
    /// <param name="cancellationToken">Ends the call; it is told again.</param>
    Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken);

    /// <summary>The conversation's tombstone is about to go: nothing more is ever told of it, and one of the same id may begin anew. May be told again.</summary>
    Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken);
}
