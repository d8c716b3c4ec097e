using Mesh.Contracts.Access;

namespace Mesh.Grains.Access;

/// <summary>Calls grains that belong to a tenant. The tenant in their key and the one for whom the call is made are the same by construction.</summary>
public sealed class TenantGrains(IGrainFactory grains)
{
    /// <summary>Calls a grain of the caller's tenant.</summary>
    /// <param name="caller">The caller, as a door authenticated it.</param>
    /// <param name="rest">The grain's key within the tenant.</param>
    /// <param name="call">What is asked of it.</param>
    /// <typeparam name="TGrain">The grain's interface, marked with <see cref="TenantKeyedAttribute"/>.</typeparam>
    /// <typeparam name="TResult">What it answers.</typeparam>
    public Task<TResult> CallAsync<TGrain, TResult>(CallerIdentity caller, string rest, Func<TGrain, Task<TResult>> call)
        where TGrain : IGrainWithStringKey => AskAsync(new TenantKey(caller.Tenant, rest), caller.KeyId, call);

    /// <summary>Calls a grain of the same tenant as <paramref name="own"/>, the calling grain's key: from a timer, where nobody calls.</summary>
    public Task<TResult> CallAsync<TGrain, TResult>(TenantKey own, string rest, Func<TGrain, Task<TResult>> call)
        where TGrain : IGrainWithStringKey => AskAsync(own with { Rest = rest }, "", call);

    // Asynchronous, so that the tenant ends with the call and is not seen by what its caller does next.
    private async Task<TResult> AskAsync<TGrain, TResult>(TenantKey key, string keyId, Func<TGrain, Task<TResult>> call)
        where TGrain : IGrainWithStringKey
    {
        TenantContext.Set(key.Tenant, keyId);
        return await call(grains.GetGrain<TGrain>(key.ToString()));
    }
}
