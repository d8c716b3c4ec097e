namespace Mesh.Testing.Proxy;

/// <summary>What becomes of a new connection.</summary>
public enum AcceptFault
{
    /// <summary>It is led to the target.</summary>
    None,

    /// <summary>It is accepted and nobody is behind it, not even later.</summary>
    BlackHole,

    /// <summary>It is accepted and reset.</summary>
    Reset,
}
