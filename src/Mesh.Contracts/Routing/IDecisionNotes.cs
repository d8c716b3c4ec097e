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

    /// <summary>Notes and counts what its caller says of its answer; false when something was said before, or it is not known here.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="feedback">What is said.</param>
    [AlwaysInterleave, Alias("Judge")]
    Task<bool> JudgeAsync(string id, DecisionFeedback feedback);
}
