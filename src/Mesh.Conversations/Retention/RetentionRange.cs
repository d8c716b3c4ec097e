namespace Mesh.Conversations.Retention;

/// <summary>A stretch of the index of what retention looks at.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Until">Up to and with which time.</param>
/// <param name="Count">How many at most, from 1 to <see cref="MostRead"/>.</param>
public readonly record struct RetentionRange(int Shard, RetentionLane Lane, string Tenant, DateTimeOffset Until, int Count)
{
    /// <summary>Most conversations or tenants in one read.</summary>
    public const int MostRead = 1024;

    /// <summary>Refuses what no store gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More is asked for than <see cref="MostRead"/>, or nothing.</exception>
    public static void ThrowIfOutOfBounds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRead);
    }
}
