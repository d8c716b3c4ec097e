namespace Mesh.Grains.Redis;

/// <summary>What a cluster's Redis promises of the writes that it acknowledges.</summary>
public enum RedisDurability
{
    /// <summary>It keeps them over its own death; looked at when the silo starts.</summary>
    Durable,

    /// <summary>Its operator promises that it keeps them, where it may not be looked at.</summary>
    Declared,

    /// <summary>It may lose them, and nobody minds.</summary>
    Volatile,
}
