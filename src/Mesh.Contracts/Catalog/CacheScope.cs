namespace Mesh.Contracts.Catalog;

/// <summary>Who shares the answers of a cache; never two tenants.</summary>
public enum CacheScope
{
    /// <summary><c>tenant</c>: all keys of a tenant.</summary>
    Tenant,

    /// <summary><c>project</c>: all keys of a project.</summary>
    Project,

    /// <summary><c>key</c>: nobody but the key itself.</summary>
    Key,
}
