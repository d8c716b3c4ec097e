using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;

namespace Mesh.Strategies.Reviews;

/// <summary>Where a plan hands over to people.</summary>
public interface IReviewDesk
{
    /// <summary>Data classes of what is handed over: those that are told, and what is found in it where the catalogue has it looked for.</summary>
    /// <param name="route">The plan's route.</param>
    /// <param name="task">What is handed over.</param>
    IReadOnlyList<string> DataOf(string route, Contracts.Chat.ChatTask task) => task.Query.Data;

    /// <summary>Opens a review, or finds the one of the same id.</summary>
    /// <exception cref="MeshException">quota_exhausted, reason review_queue_full; unavailable: it may or may not be open, and is found again.</exception>
    Task<ReviewStanding> OpenAsync(ReviewRequest request, CancellationToken cancellationToken);

    /// <summary>What has become of a review; null where there is none.</summary>
    /// <exception cref="MeshException">unavailable: ask again.</exception>
    Task<ReviewStanding?> FindAsync(string tenant, string id, CancellationToken cancellationToken);
}
