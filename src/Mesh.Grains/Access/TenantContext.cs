using Orleans.Runtime;

namespace Mesh.Grains.Access;

/// <summary>
/// The tenant for whom a call is made. It travels with the call and with the calls that it leads to. Whoever may speak to a silo at all
/// is trusted with it: the cluster's credential stands before the silo's ports, and the doors set it from the authenticated caller alone.
/// </summary>
internal static class TenantContext
{
    private const string Name = "mesh.tenant";

    /// <summary>The tenant of the call that is being served; null when it is made for none.</summary>
    public static string? Current => RequestContext.Get(Name) as string;

    /// <summary>Names the tenant for the calls that follow in the same asynchronous method.</summary>
    public static void Set(string tenant) => RequestContext.Set(Name, tenant);
}
