namespace Mesh.Grains.Redis;

/// <summary>Whether a Redis may keep a cluster's state.</summary>
/// <param name="Refusals">Why it may not, each with the mend.</param>
/// <param name="Warnings">What its operator should know all the same.</param>
internal sealed record RedisVerdict(IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings)
{
    private static readonly Version s_oldest = new(6, 2);

    /// <summary>Judges what a Redis tells of itself by what it is trusted to keep.</summary>
    public static RedisVerdict Of(RedisFacts facts, RedisDurability durability)
    {
        var lossy = Losses(facts).ToArray();
        string[] unfit = [.. Unfit(facts)];
        return durability switch
        {
            RedisDurability.Durable when !facts.IsConfigurable => new([.. unfit, Hidden], [.. Replicas(facts)]),
            RedisDurability.Durable => new([.. unfit, .. lossy], [.. Replicas(facts)]),
            RedisDurability.Declared => new(unfit, [.. lossy, Declared, .. Replicas(facts)]),
            _ => new(unfit, ["--redis-durability volatile: what this Redis acknowledges may be lost with it, conversations, budgets and catalogue revisions among it.", .. Eviction(facts)]),
        };
    }

    private static string Hidden =>
        "does not let CONFIG be read, so it cannot be seen whether it keeps what it acknowledges. Say --redis-durability declared when its operator promises that, or volatile when it need not.";

    private static string Declared => "--redis-durability declared: that this Redis keeps what it acknowledges is its operator's word.";

    private static IEnumerable<string> Unfit(RedisFacts facts)
    {
        if (facts.Mode is "cluster" or "sentinel")
        {
            yield return facts.Mode == "cluster"
                ? "is a Redis Cluster, which is not supported. Use a single Redis, one behind Sentinel, or a managed one with a single primary."
                : "is a Sentinel and not the Redis behind it. Add serviceName=NAME of the primary to the connection.";
        }

        if (facts.Version is { } version && version < s_oldest)
        {
            yield return $"is version {version}; {s_oldest} or newer is needed.";
        }
    }

    private static IEnumerable<string> Losses(RedisFacts facts)
    {
        if (facts.AppendOnly is { } appendOnly and not "yes")
        {
            yield return $"has 'appendonly {appendOnly}', so its death loses everything. Set 'appendonly yes' and 'appendfsync always', or say --redis-durability volatile.";
        }

        if (facts.AppendFsync is { } fsync and not "always")
        {
            yield return $"has 'appendfsync {fsync}', so its death loses writes that it has acknowledged. Set 'appendfsync always', or say --redis-durability volatile.";
        }

        if (facts.NoFsyncOnRewrite == "yes")
        {
            yield return "has 'no-appendfsync-on-rewrite yes', so its death while it rewrites its log loses acknowledged writes. Set 'no-appendfsync-on-rewrite no'.";
        }

        foreach (var eviction in Eviction(facts))
        {
            yield return eviction;
        }
    }

    private static IEnumerable<string> Eviction(RedisFacts facts)
    {
        if (facts.Eviction is { } policy and not "noeviction")
        {
            yield return $"has 'maxmemory-policy {policy}', which throws state away when memory is short. Set 'maxmemory-policy noeviction'.";
        }
    }

    private static IEnumerable<string> Replicas(RedisFacts facts)
    {
        if (facts.Replicas > 0)
        {
            yield return $"{facts.Replicas} replicas follow this Redis: a failover to one may lose the writes that it had not yet got (docs/operations.md).";
        }
    }
}
