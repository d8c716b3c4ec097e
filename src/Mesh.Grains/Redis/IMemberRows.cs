namespace Mesh.Grains.Redis;

/// <summary>The table of a cluster's members as it is stored, not as Orleans remembers it.</summary>
internal interface IMemberRows
{
    /// <summary>Whether a silo has its row.</summary>
    /// <exception cref="Exception">The table cannot be read.</exception>
    Task<bool> ContainAsync(SiloAddress silo);
}
