using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Retention;

/// <summary>
/// Conversations by when retention has to look at them, in the shards of <see cref="ConversationShards"/>. The log keeps it up in the same
/// atomic step as the conversation, so that none is ever missing from it.
/// </summary>
public interface IRetentionIndex
{
    /// <summary>What the store keeps of deleted conversations for a while, in words for whoever deleted them; null for nothing.</summary>
    string? Leftover { get; }

    /// <summary>Tenants that have something in a lane of a shard, in the order of their names' bytes.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="after">The tenant before the first one wanted; empty for the first.</param>
    /// <param name="count">How many at most, from 1 to <see cref="RetentionRange.MostRead"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<string>> ReadTenantsAsync(int shard, RetentionLane lane, string after, int count, CancellationToken cancellationToken);

    /// <summary>Conversations of a stretch, the earliest first.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<IReadOnlyList<ConversationKey>> ReadAsync(RetentionRange range, CancellationToken cancellationToken);

    /// <summary>How many conversations are in a lane of a shard.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<long> CountAsync(int shard, RetentionLane lane, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a tombstone away, and with it all that was left of the conversation; true when nothing is left. False, and nothing is changed,
    /// when it is not the one that was seen or something that happened has not been told on.
    /// </summary>
    /// <exception cref="ArgumentException">It is no tombstone.</exception>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: whether it went is not known; it may be asked again.</exception>
    Task<bool> PurgeAsync(ConversationKey key, ConversationHead tombstone, CancellationToken cancellationToken);
}
