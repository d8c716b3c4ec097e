using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Grains.Tests.Conversations.Live;

/// <summary>A log whose store can be out of reach.</summary>
internal sealed class AwayLog : IConversationLog
{
    private readonly InMemoryConversationLog _inner = new();

    /// <summary>Whether it is out of reach.</summary>
    public bool IsAway { get; set; }

    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => Reached().ReadHeadAsync(key, cancellationToken);

    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => Reached().FindTurnAsync(key, turnId, cancellationToken);

    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) => Reached().ReadTurnsAsync(key, from, count, cancellationToken);

    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => Reached().ReadNotesAsync(key, cancellationToken);

    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) => Reached().WriteAsync(key, write, cancellationToken);

    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => _inner.ReadOutboxAsync(key, cancellationToken);

    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => _inner.ForgetOutboxAsync(key, upTo, cancellationToken);

    private InMemoryConversationLog Reached() => IsAway ? throw new MeshException(MeshErrorCode.Unavailable, "store_unreachable", "The store is out of reach.") : _inner;
}
