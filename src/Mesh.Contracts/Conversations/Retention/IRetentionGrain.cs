namespace Mesh.Contracts.Conversations.Retention;

/// <summary>
/// Deletes the conversations of one shard whose time is over, and tombstones that are old enough. Key: the shard, from 0. Nothing is
/// remembered that the store does not hold: it goes on after a crash where the store stands.
/// </summary>
[Alias("mesh.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that it is reminded.</summary>
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>Does one round now: at most a bounded number of deletions.</summary>
    [Alias("Round")]
    Task<RetentionTally> RoundAsync();
}
