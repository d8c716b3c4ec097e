using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Grains.Tests.Conversations.Retention;

/// <summary>A log that has lost a part of one conversation, and takes no write of it.</summary>
internal sealed class LosingLog : IConversationLog
{
    /// <summary>What is kept.</summary>
    public IConversationLog Kept { get; set; } = null!;

    /// <summary>The one of which a part is lost.</summary>
    public ConversationKey? Lost { get; set; }

    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => Kept.ReadHeadAsync(key, cancellationToken);

    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => Kept.FindTurnAsync(key, turnId, cancellationToken);

    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) => Kept.ReadTurnsAsync(key, from, count, cancellationToken);

    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => Kept.ReadNotesAsync(key, cancellationToken);

    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) => key == Lost
        ? throw new MeshException(MeshErrorCode.Unavailable, "conversation_regressed", "lost")
        : Kept.WriteAsync(key, write, cancellationToken);

    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => Kept.ReadOutboxAsync(key, cancellationToken);

    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => Kept.ForgetOutboxAsync(key, upTo, cancellationToken);
}
