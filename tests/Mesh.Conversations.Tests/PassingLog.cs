using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests;

/// <summary>Hands everything on; what derives from it changes one thing.</summary>
internal abstract class PassingLog(IConversationLog inner) : IConversationLog
{
    protected IConversationLog Inner { get; } = inner;

    public virtual Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => Inner.ReadHeadAsync(key, cancellationToken);

    public virtual Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => Inner.FindTurnAsync(key, turnId, cancellationToken);

    public virtual Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) =>
        Inner.ReadTurnsAsync(key, from, count, cancellationToken);

    public virtual Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => Inner.ReadNotesAsync(key, cancellationToken);

    public virtual Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) => Inner.WriteAsync(key, write, cancellationToken);

    public virtual Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => Inner.ReadOutboxAsync(key, cancellationToken);

    public virtual Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => Inner.ForgetOutboxAsync(key, upTo, cancellationToken);
}
