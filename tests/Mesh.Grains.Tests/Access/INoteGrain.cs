using Mesh.Contracts.Access;

namespace Mesh.Grains.Tests.Access;

/// <summary>A grain of a tenant, for tests.</summary>
[TenantKeyed, Alias("mesh.tests.INoteGrain")]
public interface INoteGrain : IGrainWithStringKey
{
    /// <summary>Gives its own key.</summary>
    [Alias("Read")]
    Task<string> ReadAsync();

    /// <summary>Reads another note without naming a tenant anew.</summary>
    [Alias("ReadOther")]
    Task<string> ReadOtherAsync(string key);

    /// <summary>Reads another note from a timer, where nobody calls; says whether that was let through.</summary>
    [Alias("ReadOtherLater")]
    Task<bool> ReadOtherLaterAsync(string rest);
}
