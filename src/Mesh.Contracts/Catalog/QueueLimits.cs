namespace Mesh.Contracts.Catalog;

/// <summary>How many requests may wait for a model on one silo, and for how long; null where the mesh's own figure holds.</summary>
[GenerateSerializer, Immutable, Alias("mesh.QueueLimits")]
public sealed record QueueLimits
{
    /// <summary>Most requests that wait; 0 for none.</summary>
    [Id(0)] public int? Length { get; init; }

    /// <summary>Longest time that one waits.</summary>
    [Id(1)] public TimeSpan? LongestWait { get; init; }
}
