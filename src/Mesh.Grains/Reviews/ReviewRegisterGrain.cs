using Mesh.Contracts.Reviews;

namespace Mesh.Grains.Reviews;

/// <summary>Which tenants have reviews. A tenant that has had one stays: there are no more of them than keys have.</summary>
internal sealed class ReviewRegisterGrain([PersistentState("reviewRegister")] IPersistentState<ReviewRegister> register, TimeProvider time) : Grain, IReviewRegisterGrain
{
    private long? _began;

    public async Task NoteAsync(string tenant)
    {
        if (register.State.Tenants.Count >= IReviewRegisterGrain.MostTenants || register.State.Tenants.Contains(tenant))
        {
            return;
        }

        register.State.Tenants.Add(tenant);
        try
        {
            await register.WriteStateAsync();
        }
        catch (Exception e)
        {
            DeactivateOnIdle();
            throw ReviewDesk.OutOfReach(e);
        }
    }

    public Task<IReadOnlyList<string>?> BeginRoundAsync(TimeSpan pause)
    {
        if (_began is { } before && time.GetElapsedTime(before) < pause)
        {
            return Task.FromResult<IReadOnlyList<string>?>(null);
        }

        _began = time.GetTimestamp();
        return Task.FromResult<IReadOnlyList<string>?>([.. register.State.Tenants]);
    }
}
