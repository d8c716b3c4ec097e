namespace Mesh.Contracts.Tasks;

/// <summary>Knows which tenants have tasks, so that these are taken up after whatever happened to their silos. There is one, with the key 0.</summary>
[Alias("mesh.ITaskTenantsGrain")]
public interface ITaskTenantsGrain : IGrainWithIntegerKey
{
    /// <summary>A tenant has tasks; the same twice is one.</summary>
    [Alias("Add")]
    Task AddAsync(string tenant);

    /// <summary>Looks at the tasks of all tenants now, and from time to time from here on.</summary>
    [Alias("Wake")]
    Task WakeAsync();
}
