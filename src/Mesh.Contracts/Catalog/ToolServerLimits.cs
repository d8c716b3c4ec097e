namespace Mesh.Contracts.Catalog;

/// <summary>How much of a tool server one silo uses.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ToolServerLimits")]
public sealed record ToolServerLimits
{
    /// <summary>Longest time of one call, waiting for a place and for a session included.</summary>
    /// <value>30 seconds.</value>
    [Id(0)] public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest result, in bytes of UTF-8.</summary>
    /// <value>65,536.</value>
    [Id(1)] public int MaxResultBytes { get; init; } = 64 * 1024;

    /// <summary>Calls a minute; null for no bound.</summary>
    [Id(2)] public int? CallsPerMinute { get; init; }

    /// <summary>Calls at one moment; further ones wait.</summary>
    /// <value>8.</value>
    [Id(3)] public int Concurrency { get; init; } = 8;

    /// <summary>Sessions that are held open, one for each tenant that uses it; the one that was used longest ago makes room.</summary>
    /// <value>16.</value>
    [Id(4)] public int Sessions { get; init; } = 16;
}
