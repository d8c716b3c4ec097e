using System.Collections.Concurrent;
using System.Reflection;
using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Orleans.Runtime;

namespace Mesh.Grains.Access;

/// <summary>
/// Refuses calls to a tenant's grain that are not made for that tenant, whatever interface they come by. The runtime's own calls (reminders)
/// pass and a grain's to itself (timers), which carry no tenant: no caller can make them.
/// </summary>
internal sealed class TenantFilter : IIncomingGrainCallFilter
{
    // One entry a grain class.
    private readonly ConcurrentDictionary<Type, bool> _keyed = new();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is { } grain && _keyed.GetOrAdd(grain.GetType(), IsKeyed) && !IsOfTheRuntime(context) && !IsItsOwn(context) && !IsForItsTenant(context))
        {
            throw new MeshException(
                MeshErrorCode.PermissionDenied, "tenant_mismatch", "What belongs to one tenant is not reached for another. Ask with a key of the tenant that it belongs to.");
        }

        return context.Invoke();
    }

    private static bool IsForItsTenant(IIncomingGrainCallContext context) =>
        TenantKey.TryParse(context.TargetId.Key.ToString()!, out var key) && key.Tenant == TenantContext.Current;

    private static bool IsOfTheRuntime(IIncomingGrainCallContext context) => context.SourceId is { } source && source.Type.IsSystemTarget();

    private static bool IsItsOwn(IIncomingGrainCallContext context) => context.SourceId == context.TargetId;

    private static bool IsKeyed(Type grain) => grain.GetInterfaces().Any(i => i.GetCustomAttribute<TenantKeyedAttribute>() is not null);
}
