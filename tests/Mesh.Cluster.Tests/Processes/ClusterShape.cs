namespace Mesh.Cluster.Tests.Processes;

/// <summary>What a cluster of processes consists of.</summary>
public sealed record ClusterShape
{
    /// <summary>Silos with doors.</summary>
    public int Edges { get; init; } = 2;

    /// <summary>Silos beside an engine of their own.</summary>
    public int Workers { get; init; }

    /// <summary>The catalogue.</summary>
    public required string Catalog { get; init; }

    /// <summary>Options of every silo.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Options of every engine.</summary>
    public IReadOnlyList<string> Engine { get; init; } = ["--engine", "vllm"];

    /// <summary>Options of the Redis after its usual ones.</summary>
    public IReadOnlyList<string> Redis { get; init; } = [];

    /// <summary>Where the Redis keeps its data; null for a folder of the cluster's own.</summary>
    public string? RedisFolder { get; init; }

    /// <summary>Gives the port of loopback at which silos are told that the Redis is, such as that of a proxy before it; null for its own.</summary>
    public Func<RedisProcess, int>? RedisPort { get; init; }

    /// <summary>The network of the last worker, or of the last edge where there are no workers; null for this machine's.</summary>
    public NetworkCell? Cell { get; init; }
}
