namespace Mesh.Grains.Fabric;

/// <summary>What this silo is about to do, for the fabric to tell. Whoever drains it writes; any thread reads.</summary>
public sealed class SiloState
{
    private volatile bool _draining;

    /// <summary>Whether it takes no new work and is about to leave; there is no way back.</summary>
    public bool IsDraining => _draining;

    /// <summary>It takes no new work from now on.</summary>
    public void Drain() => _draining = true;
}
