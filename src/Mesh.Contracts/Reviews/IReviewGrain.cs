using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Reviews;

/// <summary>One review, in the cluster's store. Key: tenant and id. It ends once, whoever asks how often.</summary>
[TenantKeyed]
[Alias("mesh.IReviewGrain")]
public interface IReviewGrain : IGrainWithStringKey
{
    /// <summary>Opens it, or finds it where it was opened before: then nothing changes.</summary>
    /// <exception cref="MeshException">quota_exhausted, reason review_queue_full: as many wait as may.</exception>
    [Alias("Open")]
    Task<ReviewStanding> OpenAsync(ReviewRequest request);

    /// <summary>What has become of it; null where there is none.</summary>
    [Alias("Standing")]
    Task<ReviewStanding?> StandingAsync();

    /// <summary>All of it.</summary>
    /// <exception cref="MeshException">not_found.</exception>
    [Alias("Read")]
    Task<Review> ReadAsync();

    /// <summary>Ends it by a person's verdict. The verdict of the same request id again changes nothing.</summary>
    /// <exception cref="MeshException">not_found; conflict, reason review_closed: it has ended otherwise; conflict, reason request_id_reused: by the same id it was something else.</exception>
    [Alias("Decide")]
    Task<Review> DecideAsync(ReviewVerdict verdict);

    /// <summary>Ends or deletes it where its time is over, and tells the shelf what it may not have heard.</summary>
    /// <param name="goes">Whether it is to be deleted, if it is over.</param>
    [Alias("Look")]
    Task LookAsync(bool goes);
}
