using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Log;

/// <summary>
/// Where conversations are kept. One write is one atomic step that all of its parts survive or none, and it is guarded: of two writers
/// that saw the same head, one is refused. An exception out of a write means that its outcome is not known, never that it failed.
/// </summary>
public interface IConversationLog
{
    /// <summary>The head, or the tombstone of a deleted conversation; null when nothing was ever kept.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken);

    /// <summary>The turn with a caller's id; null when there is none.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken);

    /// <summary>Turns by number, ascending; numbers that are not kept are left out.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="from">The first number.</param>
    /// <param name="count">How many numbers, at most <see cref="LogBounds.MostTurnsRead"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken);

    /// <summary>What the mesh has noted of a conversation; null when nothing is kept.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken);

    /// <summary>Writes, if the stored head is the one that the writer saw.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: whether it is written is not known. Read again before anything else.</exception>
    Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken);

    /// <summary>What happened in a conversation and has not been told on yet, oldest first, at most <see cref="LogBounds.MostEventsRead"/>. A full read may end amid the events of one write, which are forgotten together.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken);

    /// <summary>Forgets what was told on, up to and with a sequence.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: whether it is forgotten is not known.</exception>
    Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken);
}
