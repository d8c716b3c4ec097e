using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Reviews;

/// <summary>The list of a tenant's reviews, and how each ended. Key: the tenant and <see cref="Key"/>. It knows a review before it is stored, and until it is deleted.</summary>
[TenantKeyed]
[Alias("mesh.IReviewShelfGrain")]
public interface IReviewShelfGrain : IGrainWithStringKey
{
    /// <summary>The rest of its key.</summary>
    public const string Key = "reviews";

    /// <summary>Most reviews of a tenant that may wait, those of all queues together.</summary>
    public const int MostPending = 1_000;

    /// <summary>Most reviews of a tenant that are kept once they are over; the oldest go before their time.</summary>
    public const int MostClosed = 2_000;

    /// <summary>Most reviews of a tenant at any moment, those included that are over and have not gone yet: beyond it none is taken in.</summary>
    public const int Most = 4_000;

    /// <summary>Most acts that are remembered of a tenant; the oldest go.</summary>
    public const int MostActs = 5_000;

    /// <summary>Most entries of a page.</summary>
    public const int MostInPage = 200;

    /// <summary>Most reviews that one round looks at.</summary>
    public const int MostDue = 256;

    /// <summary>Takes a review in; one that it has already stays as it is.</summary>
    /// <param name="entry">The review.</param>
    /// <param name="most">Most that may wait in its queue.</param>
    /// <exception cref="MeshException">quota_exhausted, reason review_queue_full.</exception>
    [Alias("Add")]
    Task AddAsync(ReviewEntry entry, int most);

    /// <summary>A review is over; said again it changes nothing.</summary>
    /// <param name="act">How it ended.</param>
    /// <param name="goesAt">When it goes.</param>
    [Alias("Close")]
    Task CloseAsync(ReviewAct act, DateTimeOffset goesAt);

    /// <summary>A review is deleted.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string id);

    /// <summary>Entries, the oldest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The entry after which they begin; null for the first.</param>
    /// <param name="count">Most entries, at most <see cref="MostInPage"/>.</param>
    [Alias("List")]
    Task<IReadOnlyList<ReviewEntry>> ListAsync(ReviewFilter filter, ReviewCursor? after, int count);

    /// <summary>How reviews ended, the newest first.</summary>
    /// <param name="skip">How many of the newest are left out.</param>
    /// <param name="count">Most acts, at most <see cref="MostInPage"/>.</param>
    [Alias("Acts")]
    Task<IReadOnlyList<ReviewAct>> ActsAsync(int skip, int count);

    /// <summary>Reviews whose time for an answer, or to be kept, is over; at most <see cref="MostDue"/>.</summary>
    [Alias("Due")]
    Task<IReadOnlyList<ReviewDue>> DueAsync();
}
