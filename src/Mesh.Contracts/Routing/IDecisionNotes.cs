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

    /// <summary>
    /// Counts what its caller says of its answer, and notes it once it is counted; gives what counts of the pair of task and model then. Null when something
    /// was said before, it is not known here, or it counts for no model. Who got no answer asks again.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="feedback">What is said.</param>
    [AlwaysInterleave, Alias("Count")]
    Task<QualityCell?> JudgeAsync(string id, DecisionFeedback feedback);
}
