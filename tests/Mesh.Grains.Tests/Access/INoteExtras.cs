namespace Mesh.Grains.Tests.Access;

/// <summary>Another interface of the same grain, which is not marked.</summary>
[Alias("mesh.tests.INoteExtras")]
public interface INoteExtras : IGrainWithStringKey
{
    /// <summary>Gives its own key.</summary>
    [Alias("Peek")]
    Task<string> PeekAsync();
}
