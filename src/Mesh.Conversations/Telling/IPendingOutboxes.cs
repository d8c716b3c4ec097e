using Mesh.Conversations.Log;

namespace Mesh.Conversations.Telling;

/// <summary>Knows in which conversations something happened that has not been told on.</summary>
public interface IPendingOutboxes
{
    /// <summary>
    /// Some of them, at most <see cref="LogBounds.MostPendingRead"/>. Where there are more, a later call gives others: those that
    /// cannot be told on hold up none.
    /// </summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<ConversationKey>> ReadPendingAsync(CancellationToken cancellationToken);
}
