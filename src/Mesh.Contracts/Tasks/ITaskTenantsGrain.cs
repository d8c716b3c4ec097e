using Orleans.Concurrency;

namespace Mesh.Contracts.Tasks;

/// <summary>Knows which tenants have tasks, so that these are taken up after whatever happened to their silos. There is one, with the key 0.</summary>
[Alias("mesh.ITaskTenantsGrain")]
public interface ITaskTenantsGrain : IGrainWithIntegerKey
{
    /// <summary>A tenant has tasks; the same twice is one.</summary>
    [Alias("Add")]
    Task AddAsync(string tenant);

    /// <summary>Looks at the tasks of all tenants, unless that was done a moment ago, and sees to it that it is reminded of them.</summary>
    [AlwaysInterleave, Alias("Wake")]
    Task WakeAsync();
}
