using Mesh.Contracts.Access;
using Mesh.Contracts.Reviews;

namespace Mesh.Grains.Reviews;

/// <summary>The list of a tenant's reviews. It calls no review: reviews call it.</summary>
internal sealed class ReviewShelfGrain([PersistentState("reviewShelf")] IPersistentState<ReviewShelf> shelf, ReviewFigures figures, TimeProvider time) : Grain, IReviewShelfGrain
{
    private bool _noted;

    private string Tenant => TenantKey.TryParse(this.GetPrimaryKeyString(), out var key) ? key.Tenant : throw new InvalidOperationException("not a tenant's key");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Show();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        figures.Forget(Tenant);
        return Task.CompletedTask;
    }

    public async Task AddAsync(ReviewEntry entry, int most)
    {
        if (!_noted)
        {
            // Before there is anything that might be forgotten.
            await GrainFactory.GetGrain<IReviewRegisterGrain>(IReviewRegisterGrain.Key).NoteAsync(Tenant);
            _noted = true;
        }

        await ChangeAsync(s => s.Add(entry, most));
    }

    public Task CloseAsync(ReviewAct act, DateTimeOffset goesAt) => ChangeAsync(s => s.Close(act, goesAt));

    public Task RemoveAsync(string id) => ChangeAsync(s => s.Entries.Remove(id));

    public Task<IReadOnlyList<ReviewEntry>> ListAsync(ReviewFilter filter, ReviewCursor? after, int count) => Task.FromResult(shelf.State.List(filter, after, count));

    public Task<IReadOnlyList<ReviewAct>> ActsAsync(int skip, int count) =>
        Task.FromResult<IReadOnlyList<ReviewAct>>([.. Enumerable.Reverse(shelf.State.Acts).Skip(Math.Max(0, skip)).Take(Math.Clamp(count, 1, IReviewShelfGrain.MostInPage))]);

    public Task<IReadOnlyList<ReviewDue>> DueAsync() => Task.FromResult(shelf.State.Due(time.GetUtcNow()));

    private async Task ChangeAsync(Func<ReviewShelf, bool> change)
    {
        if (!change(shelf.State))
        {
            return;
        }

        try
        {
            await shelf.WriteStateAsync();
        }
        catch (Exception e)
        {
            // After a failed write nobody knows what is stored: it is read again.
            DeactivateOnIdle();
            throw ReviewDesk.OutOfReach(e);
        }

        Show();
    }

    private void Show() => figures.Show(Tenant, [.. shelf.State.Entries.Values.Where(e => e.State == ReviewState.Pending)]);
}
