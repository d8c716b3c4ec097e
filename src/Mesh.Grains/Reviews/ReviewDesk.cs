using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Access;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;
using Mesh.Routing.Signals.Data;
using Mesh.Strategies.Reviews;

namespace Mesh.Grains.Reviews;

/// <summary>The way from plans and doors to reviews. Every call is made for the tenant whose they are.</summary>
public sealed class ReviewDesk(TenantGrains grains, MeshRouter router, CatalogView views) : IReviewDesk
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IReadOnlyList<string> DataOf(string route, ChatTask task) => DataGate.Join(DataGate.ClassesOf(views.Current, router.Read(task).Query), task.Found?.All ?? []);

    /// <inheritdoc/>
    public Task<ReviewStanding> OpenAsync(ReviewRequest request, CancellationToken cancellationToken) =>
        CallAsync<IReviewGrain, ReviewStanding>(new TenantKey(request.Tenant, request.Id), "", r => r.OpenAsync(request), cancellationToken);

    /// <inheritdoc/>
    public Task<ReviewStanding?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        CallAsync<IReviewGrain, ReviewStanding?>(new TenantKey(tenant, id), "", r => r.StandingAsync(), cancellationToken);

    /// <summary>Calls a review of the caller's tenant.</summary>
    /// <exception cref="MeshException">Whatever it says; unavailable: it is out of reach.</exception>
    public Task<T> AskAsync<T>(CallerIdentity caller, string id, Func<IReviewGrain, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(new TenantKey(caller.Tenant, id), caller.KeyId, call, cancellationToken);

    /// <summary>What has become of a review of the caller's tenant.</summary>
    /// <exception cref="MeshException">not_found; unavailable: it is out of reach.</exception>
    public async Task<ReviewStanding> StandingAsync(CallerIdentity caller, string id, CancellationToken cancellationToken) =>
        await FindAsync(caller.Tenant, id, cancellationToken) ?? throw Unknown(id);

    /// <summary>Calls the list of the caller's tenant.</summary>
    /// <exception cref="MeshException">unavailable: it is out of reach.</exception>
    public Task<T> OnShelfAsync<T>(CallerIdentity caller, Func<IReviewShelfGrain, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(new TenantKey(caller.Tenant, IReviewShelfGrain.Key), caller.KeyId, call, cancellationToken);

    /// <summary>The error of a review that is not there.</summary>
    internal static MeshException Unknown(string id) => new(MeshErrorCode.NotFound, "review_not_found", $"There is no review '{id}': it was never opened, or its time is over.", "id");

    /// <summary>The error of a store or a silo that does not answer.</summary>
    internal static MeshException OutOfReach(Exception e) =>
        new(new MeshError { Code = MeshErrorCode.Unavailable, Reason = "review_out_of_reach", Message = "Reviews are out of reach now. Ask again.", RetryAfter = s_again }, e);

    private async Task<T> CallAsync<TGrain, T>(TenantKey key, string by, Func<TGrain, Task<T>> call, CancellationToken cancellationToken)
        where TGrain : IGrainWithStringKey
    {
        try
        {
            return await grains.CallAsync(new CallerIdentity(by, key.Tenant, "", []), key.Rest, call).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not MeshException && !cancellationToken.IsCancellationRequested)
        {
            throw OutOfReach(e);
        }
    }
}
