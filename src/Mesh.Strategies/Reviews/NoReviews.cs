using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;

namespace Mesh.Strategies.Reviews;

/// <summary>Where nobody looks after reviews.</summary>
public sealed class NoReviews : IReviewDesk
{
    private NoReviews()
    {
    }

    /// <summary>The only one.</summary>
    public static NoReviews Instance { get; } = new();

    /// <inheritdoc/>
    public Task<ReviewStanding> OpenAsync(ReviewRequest request, CancellationToken cancellationToken) =>
        throw new MeshException(MeshErrorCode.NoCapacity, "no_reviews", "Nobody looks after reviews here.");

    /// <inheritdoc/>
    public Task<ReviewStanding?> FindAsync(string tenant, string id, CancellationToken cancellationToken) => Task.FromResult<ReviewStanding?>(null);
}
