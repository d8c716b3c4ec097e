using Orleans.Concurrency;
using Orleans.Services;

namespace Mesh.Contracts.Routing;

/// <summary>The recent decisions of a silo, for the others. One on each silo; silos alone can reach it.</summary>
[Alias("mesh.IDecisionNotes")]
public interface IDecisionNotes : IGrainService
{
    /// <summary>A decision; null when it was not made here, or too long ago.</summary>
    /// <param name="id">Its id.</param>
    [AlwaysInterleave, Alias("Find")]
    Task<DecisionNote?> FindAsync(string id);

    /// <summary>Takes how well it was answered; false when that was said before, or it is not known here.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="quality">How well, 0 to 1.</param>
    /// <param name="task">The class of task.</param>
    [AlwaysInterleave, Alias("Take")]
    Task<bool> TakeAsync(string id, double quality, string task);
}
