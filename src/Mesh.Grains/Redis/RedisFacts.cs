using StackExchange.Redis;

namespace Mesh.Grains.Redis;

/// <summary>What a Redis tells of itself. Null is what it does not tell.</summary>
internal sealed record RedisFacts
{
    /// <summary>Its version.</summary>
    public Version? Version { get; init; }

    /// <summary>standalone, cluster or sentinel.</summary>
    public string? Mode { get; init; }

    /// <summary>How many replicas follow it.</summary>
    public int Replicas { get; init; }

    /// <summary>Whether it lets its configuration be read.</summary>
    public bool IsConfigurable { get; init; }

    /// <summary>Its <c>appendonly</c>.</summary>
    public string? AppendOnly { get; init; }

    /// <summary>Its <c>appendfsync</c>.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>Its <c>no-appendfsync-on-rewrite</c>.</summary>
    public string? NoFsyncOnRewrite { get; init; }

    /// <summary>Its <c>maxmemory-policy</c>.</summary>
    public string? Eviction { get; init; }

    /// <summary>Asks a server.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    public static async Task<RedisFacts> ReadAsync(IServer server)
    {
        var info = await InfoAsync(server);
        var facts = new RedisFacts
        {
            Version = Version.TryParse(info.GetValueOrDefault("redis_version"), out var version) ? version : null,
            Mode = info.GetValueOrDefault("redis_mode"),
            Replicas = int.TryParse(info.GetValueOrDefault("connected_slaves"), out var replicas) ? replicas : 0,
        };
        try
        {
            return facts with
            {
                IsConfigurable = true,
                AppendOnly = await ConfigAsync(server, "appendonly"),
                AppendFsync = await ConfigAsync(server, "appendfsync"),
                NoFsyncOnRewrite = await ConfigAsync(server, "no-appendfsync-on-rewrite"),
                Eviction = await ConfigAsync(server, "maxmemory-policy"),
            };
        }
        catch (Exception e) when (IsDenied(e))
        {
            return facts;
        }
    }

    private static async Task<Dictionary<string, string>> InfoAsync(IServer server)
    {
        try
        {
            return (await server.InfoAsync()).SelectMany(section => section).DistinctBy(line => line.Key).ToDictionary();
        }
        catch (Exception e) when (IsDenied(e))
        {
            return [];
        }
    }

    private static async Task<string?> ConfigAsync(IServer server, string name) =>
        (await server.ConfigGetAsync(name)).Select(pair => pair.Value).FirstOrDefault();

    // Refused by an ACL, renamed away, or switched off in the connection: as managed services do.
    private static bool IsDenied(Exception e) => e is RedisServerException or RedisCommandException;
}
