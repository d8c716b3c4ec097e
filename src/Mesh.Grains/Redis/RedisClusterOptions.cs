namespace Mesh.Grains.Redis;

/// <summary>Where a cluster keeps its members, grain state and reminders.</summary>
/// <param name="Connection">StackExchange.Redis' form, such as <c>redis-1:6379,password=…,ssl=true</c>. A secret: it is never logged.</param>
/// <param name="Cluster">Name of the cluster, with which all its keys begin.</param>
/// <param name="Memory">File that remembers which data this silo has served.</param>
/// <param name="Durability">What the Redis is trusted to keep.</param>
/// <param name="Adopt">Whether an empty or another Redis than before is taken as it is.</param>
public sealed record RedisClusterOptions(string Connection, string Cluster, string Memory, RedisDurability Durability, bool Adopt)
{
    /// <inheritdoc/>
    public override string ToString() => $"Redis of cluster {Cluster}";
}
