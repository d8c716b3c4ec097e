namespace Mesh.Testing.Proxy;

/// <summary>How a proxied connection is cut.</summary>
public enum FlowEnd
{
    /// <summary>Both directions end in order.</summary>
    Close,

    /// <summary>The direction ends in order; the other one goes on.</summary>
    HalfClose,

    /// <summary>Both sides get a reset.</summary>
    Reset,
}
