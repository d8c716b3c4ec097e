using Orleans.Concurrency;
using Orleans.Services;

namespace Mesh.Contracts.Caching;

/// <summary>The kept answers of a silo, for the others. One on each silo; silos alone can reach it.</summary>
[Alias("mesh.IAnswerCaches")]
public interface IAnswerCaches : IGrainService
{
    /// <summary>Drops all that is kept of a tenant in the silo's memory.</summary>
    /// <param name="tenant">The tenant.</param>
    [AlwaysInterleave, Alias("Clear")]
    Task<ClearedAnswers> ClearAsync(string tenant);
}
