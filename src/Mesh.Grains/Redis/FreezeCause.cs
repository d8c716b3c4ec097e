namespace Mesh.Grains.Redis;

/// <summary>Why nothing may be read from or written to the store.</summary>
public enum FreezeCause
{
    /// <summary>The store is empty.</summary>
    Wiped,

    /// <summary>The store holds other data than this silo has served.</summary>
    Replaced,

    /// <summary>This silo is no longer among the cluster's members.</summary>
    Expelled,
}
