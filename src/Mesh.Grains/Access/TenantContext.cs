using Orleans.Runtime;

namespace Mesh.Grains.Access;

/// <summary>
/// The tenant for whom a call is made. It travels with the call and with the calls that it leads to. Whoever may speak to a silo at all
/// is trusted with it: the cluster's credential stands before the silo's ports, and the doors set it from the authenticated caller alone.
/// </summary>
internal static class TenantContext
{
    private const string Name = "mesh.tenant";
    private const string KeyName = "mesh.key";

    /// <summary>The tenant of the call that is being served; null when it is made for none.</summary>
    public static string? Current => RequestContext.Get(Name) as string;

    /// <summary>The id of the key for which the call is made; empty when the mesh makes it by itself.</summary>
    public static string Key => RequestContext.Get(KeyName) as string ?? "";

    /// <summary>Names the tenant and the key for the calls that follow in the same asynchronous method.</summary>
    public static void Set(string tenant, string key)
    {
        RequestContext.Set(Name, tenant);
        RequestContext.Set(KeyName, key);
    }
}
